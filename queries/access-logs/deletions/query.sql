select
  event_time,
  bucket,
  key,
  version_id,
  deleted_by,
  deletion_effect as effect,
  requester,
  remote_ip,
  user_agent,
  operation,
  http_status,
  error_code,
  request_id,
  host_id
from requests
