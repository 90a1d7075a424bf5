select
  network_path as path,
  vpc_endpoint_id,
  bucket,
  requester,
  operation,
  count(*) as requests,
  count(distinct remote_ip) as remote_ips,
  cast(coalesce(sum(bytes_out), 0) as bigint) as bytes_out,
  min(event_time) as first_time,
  max(event_time) as last_time
from events
group by network_path, vpc_endpoint_id, bucket, requester, operation
