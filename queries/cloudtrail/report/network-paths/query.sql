with by_path as (
  select
    network_path as path,
    vpc_endpoint_id,
    cast(sum(requests) as bigint) as requests,
    count(distinct remote_ip) as remote_ips,
    cast(coalesce(sum(bytes_out), 0) as bigint) as bytes_out
  from callers
  group by network_path, vpc_endpoint_id
)
select
  path,
  vpc_endpoint_id,
  requests,
  cast(requests as double) / nullif(cast(sum(requests) over () as double), 0) as share,
  remote_ips,
  bytes_out
from by_path
