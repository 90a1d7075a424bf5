select
  turn_around_ms,
  total_ms,
  event_time,
  bucket,
  operation,
  key,
  requester,
  remote_ip,
  bytes_sent,
  object_size,
  http_status,
  request_id,
  host_id
from requests
