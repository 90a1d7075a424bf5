select
  referrer_host,
  count(*) as requests,
  cast(coalesce(sum(bytes_sent), 0) as bigint) as bytes_sent,
  count(distinct key) as keys,
  count(distinct remote_ip) as remote_ips
from requests
group by referrer_host
