select
  day,
  bucket,
  lifecycle_action as action,
  count(*) as objects,
  cast(coalesce(sum(object_size), 0) as bigint) as bytes
from requests
group by day, bucket, lifecycle_action
