select
  caller_account,
  requester,
  bucket,
  operation,
  count(*) as requests,
  count(distinct key) as keys,
  cast(coalesce(sum(bytes_out), 0) as bigint) as bytes_out,
  min(event_time) as first_time,
  max(event_time) as last_time
from events
group by caller_account, requester, bucket, operation
