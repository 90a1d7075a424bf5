with by_status as (
  select
    http_status,
    error_code,
    cast(sum(requests) as bigint) as requests,
    min(first_time) as first_time,
    max(last_time) as last_time
  from traffic
  where http_status is not null
  group by http_status, error_code
)
select
  http_status,
  error_code,
  requests,
  cast(requests as double) / nullif(cast(sum(requests) over () as double), 0) as share,
  first_time,
  last_time
from by_status
