select
  {{by}}
  cast(sum(requests) as bigint) as requests,
  cast(coalesce(sum(case when is_download then requests end), 0) as bigint) as downloads,
  cast(coalesce(sum(case when is_upload then requests end), 0) as bigint) as uploads,
  cast(coalesce(sum(bytes_out), 0) as bigint) as bytes_out,
  cast(coalesce(sum(bytes_in), 0) as bigint) as bytes_in,
  cast(coalesce(sum(case when error_code is not null and not is_server_error then requests end), 0) as bigint) as client_errors,
  cast(coalesce(sum(case when is_server_error then requests end), 0) as bigint) as errors_5xx,
  cast(coalesce(sum(case when error_code is null then requests end), 0) as bigint) as other_requests
from traffic
group by 1
