select
  event_time,
  bucket,
  config_action as action,
  requester,
  details,
  request_id
from events
