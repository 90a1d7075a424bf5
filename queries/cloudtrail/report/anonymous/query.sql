with unsigned as (
  select
    bucket,
    operation,
    error_code,
    cast(sum(requests) as bigint) as requests,
    cast(coalesce(sum(bytes_out), 0) as bigint) as bytes_out
  from traffic
  where is_anonymous
  group by bucket, operation, error_code
)
select
  bucket,
  operation,
  error_code,
  requests,
  cast(requests as double) / nullif(cast(sum(requests) over () as double), 0) as share,
  bytes_out
from unsigned
