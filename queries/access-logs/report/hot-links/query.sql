with by_host as (
  select
    referrer_host,
    cast(coalesce(sum(bytes_sent), 0) as bigint) as bytes_sent,
    cast(sum(requests) as bigint) as requests
  from referrers
  where referrer_host is not null
  group by referrer_host
)
select
  referrer_host,
  bytes_sent,
  cast(bytes_sent as double) / nullif(cast(sum(bytes_sent) over () as double), 0) as share,
  requests
from by_host
