with by_path as (
  select
    network_path as path,
    cast(sum(requests) as bigint) as requests,
    count(distinct remote_ip) as remote_ips,
    cast(coalesce(sum(bytes_sent), 0) as bigint) as bytes_sent,
    max(turn_around_max_ms) as turn_around_max_ms
  from callers
  group by network_path
)
select
  path,
  requests,
  cast(requests as double) / nullif(cast(sum(requests) over () as double), 0) as share,
  remote_ips,
  bytes_sent,
  turn_around_max_ms
from by_path
