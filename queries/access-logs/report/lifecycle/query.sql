select
  bucket,
  lifecycle_action as action,
  cast(sum(requests) as bigint) as objects,
  cast(coalesce(sum(object_size), 0) as bigint) as bytes,
  min(first_time) as first_time,
  max(last_time) as last_time
from traffic
where lifecycle_action is not null
group by bucket, lifecycle_action
