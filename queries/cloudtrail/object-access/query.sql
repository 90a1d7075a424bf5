select
  event_time,
  bucket,
  key,
  version_id,
  operation,
  requester,
  principal_type,
  remote_ip,
  user_agent,
  error_code,
  bytes_in,
  bytes_out,
  vpc_endpoint_id,
  request_id
from events
