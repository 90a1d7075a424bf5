with by_bucket as (
  select
    bucket,
    cast(sum(requests) as bigint) as requests,
    cast(coalesce(sum(case when is_download then requests end), 0) as bigint) as downloads,
    cast(coalesce(sum(case when is_upload then requests end), 0) as bigint) as uploads,
    cast(coalesce(sum(bytes_sent), 0) as bigint) as bytes_sent,
    cast(coalesce(sum(bytes_uploaded), 0) as bigint) as bytes_uploaded
  from traffic
  group by bucket
)
select
  bucket,
  requests,
  cast(requests as double) / nullif(cast(sum(requests) over () as double), 0) as share,
  downloads,
  uploads,
  bytes_sent,
  bytes_uploaded
from by_bucket
