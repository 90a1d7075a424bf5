select
  event_time,
  bucket,
  key,
  operation,
  requester,
  remote_ip,
  user_agent,
  error_code,
  authentication_type,
  request_uri,
  request_id,
  host_id
from requests
