with by_operation as (
  select
    operation,
    cast(sum(requests) as bigint) as requests,
    cast(coalesce(sum(bytes_sent), 0) as bigint) as bytes_sent,
    cast(coalesce(sum(bytes_uploaded), 0) as bigint) as bytes_uploaded,
    cast(coalesce(sum(case when http_status between 400 and 599 then requests end), 0) as bigint) as errors
  from traffic
  group by operation
)
select
  operation,
  requests,
  cast(requests as double) / nullif(cast(sum(requests) over () as double), 0) as share,
  bytes_sent,
  bytes_uploaded,
  errors
from by_operation
