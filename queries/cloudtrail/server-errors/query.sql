with answers as (
  select
    requester,
    bucket,
    operation,
    case when is_server_error then error_code end as error_code,
    count(*) as errors,
    min(event_time) as first_time,
    max(event_time) as last_time
  from events
  group by 1, 2, 3, 4
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
  cast(null as integer) as http_status,
  error_code,
  errors,
  cast(requests as bigint) as requests,
  cast(errors as double) / requests as error_rate,
  first_time,
  last_time
from with_total
where error_code is not null
