select
  requester,
  bucket,
  operation,
  error_code,
  count(*) as requests,
  count(distinct remote_ip) as remote_ips,
  count(distinct key) as keys,
  min(event_time) as first_time,
  max(event_time) as last_time
from events
group by requester, bucket, operation, error_code
