select
  cast(null as integer) as http_status,
  error_code,
  bucket,
  operation,
  requester,
  count(*) as requests,
  min(event_time) as first_time,
  max(event_time) as last_time
from events
group by error_code, bucket, operation, requester
