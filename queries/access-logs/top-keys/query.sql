select
  bucket,
  key,
  count(*) as requests,
  count(case when is_download then 1 end) as downloads,
  cast(coalesce(sum(bytes_sent), 0) as bigint) as bytes_sent,
  count(distinct remote_ip) as remote_ips
from requests
group by bucket, key
