with by_address as (
  select
    remote_ip,
    cast(coalesce(sum(bytes_sent), 0) as bigint) as bytes_sent,
    cast(sum(requests) as bigint) as requests,
    cast(sum(downloads) as bigint) as downloads
  from callers
  where remote_ip is not null
  group by remote_ip
)
select
  remote_ip,
  bytes_sent,
  cast(bytes_sent as double) / nullif(cast(sum(bytes_sent) over () as double), 0) as share,
  requests,
  downloads
from by_address
where bytes_sent > 0
