select
  event_time,
  bucket,
  key,
  version_id,
  lifecycle_action as action,
  object_size,
  request_id
from requests
