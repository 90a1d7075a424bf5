select
  requester,
  remote_ip,
  bucket,
  operation,
  http_status,
  count(*) as requests,
  cast(coalesce(sum(bytes_sent), 0) as bigint) as bytes_sent,
  min(event_time) as first_time,
  max(event_time) as last_time
from requests
group by requester, remote_ip, bucket, operation, http_status
