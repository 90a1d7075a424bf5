with by_address as (
  select
    remote_ip,
    cast(sum(requests) as bigint) as requests,
    cast(sum(downloads) as bigint) as downloads,
    cast(coalesce(sum(bytes_sent), 0) as bigint) as bytes_sent,
    cast(sum(refused) as bigint) as refused,
    max(last_time) as last_time
  from callers
  where remote_ip is not null
  group by remote_ip
)
select
  remote_ip,
  requests,
  cast(requests as double) / nullif(cast(sum(requests) over () as double), 0) as share,
  downloads,
  bytes_sent,
  refused,
  last_time
from by_address
