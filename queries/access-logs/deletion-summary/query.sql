select
  deleted_by,
  requester,
  remote_ip,
  bucket,
  operation,
  -- the length keeps the pair unambiguous, whatever a key holds
  count(distinct cast(length(key) as varchar) || ':' || key || coalesce(version_id, '')) as objects,
  min(event_time) as first_time,
  max(event_time) as last_time
from requests
group by deleted_by, requester, remote_ip, bucket, operation
