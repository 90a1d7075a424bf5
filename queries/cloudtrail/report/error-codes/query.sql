with by_code as (
  select
    error_code,
    cast(sum(requests) as bigint) as requests,
    min(first_time) as first_time,
    max(last_time) as last_time
  from traffic
  where error_code is not null
  group by error_code
)
select
  error_code,
  requests,
  cast(requests as double) / nullif(cast(sum(requests) over () as double), 0) as share,
  first_time,
  last_time
from by_code
