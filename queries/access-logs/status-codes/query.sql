with by_status as (
  select
    http_status,
    error_code,
    count(*) as requests
  from requests
  group by http_status, error_code
)
select
  http_status,
  error_code,
  requests,
  cast(requests as double) / cast(sum(requests) over () as double) as share
from by_status
