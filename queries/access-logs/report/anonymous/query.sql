with unsigned as (
  select
    bucket,
    operation,
    http_status,
    error_code,
    cast(sum(unsigned_requests) as bigint) as requests,
    cast(coalesce(sum(unsigned_bytes), 0) as bigint) as bytes_sent
  from traffic
  where not starts_with(operation, 'S3.')
  group by bucket, operation, http_status, error_code
  having sum(unsigned_requests) > 0
)
select
  bucket,
  operation,
  http_status,
  error_code,
  requests,
  cast(requests as double) / nullif(cast(sum(requests) over () as double), 0) as share,
  bytes_sent
from unsigned
