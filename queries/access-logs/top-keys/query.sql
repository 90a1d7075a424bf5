-- Grouped by caller first: that is cheaper than count(distinct …) for every key.
with by_caller as (
  select
    bucket,
    key,
    remote_ip,
    count(*) as requests,
    count(case when is_download then 1 end) as downloads,
    sum(bytes_sent) as bytes_sent
  from requests
  group by bucket, key, remote_ip
)
select
  bucket,
  key,
  cast(sum(requests) as bigint) as requests,
  cast(sum(downloads) as bigint) as downloads,
  cast(coalesce(sum(bytes_sent), 0) as bigint) as bytes_sent,
  count(remote_ip) as remote_ips
from by_caller
group by bucket, key
