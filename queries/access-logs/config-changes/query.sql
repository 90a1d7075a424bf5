select
  event_time,
  bucket,
  config_change as change,
  config_action as action,
  requester,
  remote_ip,
  user_agent,
  operation,
  http_status,
  error_code,
  request_id,
  host_id
from requests
