select
  event_time,
  bucket,
  key,
  operation,
  http_status,
  error_code,
  remote_ip,
  user_agent,
  referer,
  bytes_sent,
  request_id
from requests
