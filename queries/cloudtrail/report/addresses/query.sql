with by_address as (
  select
    remote_ip,
    cast(sum(requests) as bigint) as requests,
    cast(sum(downloads) as bigint) as downloads,
    cast(coalesce(sum(bytes_out), 0) as bigint) as bytes_out,
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
  bytes_out,
  refused,
  last_time
from by_address
