select
  event_time,
  bucket,
  key,
  operation,
  error_code,
  remote_ip,
  user_agent,
  request_id
from events
