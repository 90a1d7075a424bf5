with by_address as (
  select
    remote_ip,
    cast(coalesce(sum(bytes_out), 0) as bigint) as bytes_out,
    cast(sum(requests) as bigint) as requests,
    cast(sum(downloads) as bigint) as downloads
  from callers
  where remote_ip is not null
  group by remote_ip
)
select
  remote_ip,
  bytes_out,
  cast(bytes_out as double) / nullif(cast(sum(bytes_out) over () as double), 0) as share,
  requests,
  downloads
from by_address
where bytes_out > 0
