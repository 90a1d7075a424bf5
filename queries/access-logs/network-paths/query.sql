select
  network_path as path,
  bucket,
  requester,
  operation,
  count(*) as requests,
  count(distinct remote_ip) as remote_ips,
  cast(coalesce(sum(bytes_sent), 0) as bigint) as bytes_sent,
  max(turn_around_ms) as turn_around_max_ms,
  min(event_time) as first_time,
  max(event_time) as last_time
from requests
group by network_path, bucket, requester, operation
