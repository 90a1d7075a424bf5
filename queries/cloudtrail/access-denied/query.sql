select
  event_time,
  bucket,
  key,
  operation,
  requester,
  principal_type,
  remote_ip,
  user_agent,
  error_code,
  error_message,
  vpc_endpoint_id,
  region,
  request_id
from events
