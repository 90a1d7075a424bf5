select
  requester,
  bucket,
  operation,
  error_code,
  requests,
  remote_ips,
  first_time,
  last_time
from denials
