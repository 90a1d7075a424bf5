select
  {{by}}
  cast(sum(requests) as bigint) as requests,
  cast(coalesce(sum(case when is_download then requests end), 0) as bigint) as downloads,
  cast(coalesce(sum(case when is_upload then requests end), 0) as bigint) as uploads,
  cast(coalesce(sum(bytes_sent), 0) as bigint) as bytes_sent,
  cast(coalesce(sum(bytes_uploaded), 0) as bigint) as bytes_uploaded,
  cast(coalesce(sum(case when http_status between 400 and 499 then requests end), 0) as bigint) as errors_4xx,
  cast(coalesce(sum(case when http_status between 500 and 599 then requests end), 0) as bigint) as errors_5xx,
  cast(coalesce(sum(case when http_status between 400 and 599 then 0 else requests end), 0) as bigint) as other_requests
from traffic
group by 1
