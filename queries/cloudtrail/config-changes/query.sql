select
  event_time,
  bucket,
  config_change as change,
  config_action as action,
  requester,
  remote_ip,
  user_agent,
  operation,
  error_code,
  details,
  region,
  request_id
from events
