select
  hour,
  cast(coalesce(sum(case when http_status = 403 then requests end), 0) as bigint) as errors_403,
  cast(coalesce(sum(case when http_status between 500 and 599 then requests end), 0) as bigint) as errors_5xx
from traffic
where http_status = 403 or http_status between 500 and 599
group by hour
