select
  requester,
  remote_ip,
  bucket,
  operation,
  error_code,
  count(*) as requests,
  min(event_time) as first_time,
  max(event_time) as last_time
from events
group by requester, remote_ip, bucket, operation, error_code
