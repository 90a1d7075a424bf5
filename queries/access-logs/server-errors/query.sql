with answers as (
  select
    requester,
    bucket,
    operation,
    case when http_status >= 500 then http_status end as http_status,
    case when http_status >= 500 then error_code end as error_code,
    count(*) as errors,
    min(event_time) as first_time,
    max(event_time) as last_time
  from requests
  group by 1, 2, 3, 4, 5
),
with_total as (
  select
    *,
    sum(errors) over (partition by requester, bucket, operation) as requests
  from answers
)
select
  requester,
  bucket,
  operation,
  http_status,
  error_code,
  errors,
  cast(requests as bigint) as requests,
  cast(errors as double) / requests as error_rate,
  first_time,
  last_time
from with_total
where http_status is not null
