select
  {{by}}
  count(*) as requests,
  count(case when is_download then 1 end) as downloads,
  count(case when is_upload then 1 end) as uploads,
  cast(coalesce(sum(bytes_sent), 0) as bigint) as bytes_sent,
  cast(coalesce(sum(bytes_uploaded), 0) as bigint) as bytes_uploaded,
  count(distinct requester) as requesters,
  count(distinct remote_ip) as remote_ips,
  count(case when http_status between 400 and 499 then 1 end) as errors_4xx,
  count(case when http_status between 500 and 599 then 1 end) as errors_5xx
from requests
group by 1
