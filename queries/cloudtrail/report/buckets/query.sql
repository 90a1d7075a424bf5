with by_bucket as (
  select
    bucket,
    cast(sum(requests) as bigint) as requests,
    cast(coalesce(sum(case when is_download then requests end), 0) as bigint) as downloads,
    cast(coalesce(sum(case when is_upload then requests end), 0) as bigint) as uploads,
    cast(coalesce(sum(bytes_out), 0) as bigint) as bytes_out,
    cast(coalesce(sum(bytes_in), 0) as bigint) as bytes_in
  from traffic
  group by bucket
)
select
  bucket,
  requests,
  cast(requests as double) / nullif(cast(sum(requests) over () as double), 0) as share,
  downloads,
  uploads,
  bytes_out,
  bytes_in
from by_bucket
