select
  config_change as change,
  config_action as action,
  requester,
  bucket,
  cast(sum(requests) as bigint) as requests,
  min(first_time) as first_time,
  max(last_time) as last_time
from changes
group by config_change, config_action, requester, bucket
