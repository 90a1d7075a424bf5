select
  event_time,
  bucket,
  config_action as action,
  requester,
  remote_ip,
  user_agent,
  error_code,
  region,
  request_id
from events
