with by_operation as (
  select
    operation,
    cast(sum(requests) as bigint) as requests,
    cast(coalesce(sum(bytes_out), 0) as bigint) as bytes_out,
    cast(coalesce(sum(bytes_in), 0) as bigint) as bytes_in,
    cast(coalesce(sum(case when error_code is not null then requests end), 0) as bigint) as errors
  from traffic
  group by operation
)
select
  operation,
  requests,
  cast(requests as double) / nullif(cast(sum(requests) over () as double), 0) as share,
  bytes_out,
  bytes_in,
  errors
from by_operation
