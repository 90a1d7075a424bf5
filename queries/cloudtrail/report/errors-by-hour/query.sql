select
  hour,
  cast(coalesce(sum(case when is_denied then requests end), 0) as bigint) as denied,
  cast(coalesce(sum(case when is_server_error then requests end), 0) as bigint) as errors_5xx
from traffic
where is_denied or is_server_error
group by hour
