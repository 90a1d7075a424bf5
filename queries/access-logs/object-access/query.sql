select
  event_time,
  bucket,
  key,
  version_id,
  operation,
  requester,
  remote_ip,
  user_agent,
  http_status,
  error_code,
  bytes_sent,
  request_id
from requests
