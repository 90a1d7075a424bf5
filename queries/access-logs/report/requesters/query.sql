with by_requester as (
  select
    requester,
    cast(sum(requests) as bigint) as requests,
    cast(sum(downloads) as bigint) as downloads,
    cast(sum(uploads) as bigint) as uploads,
    cast(coalesce(sum(bytes_sent), 0) as bigint) as bytes_sent,
    cast(coalesce(sum(bytes_uploaded), 0) as bigint) as bytes_uploaded,
    cast(sum(refused) as bigint) as refused,
    max(last_time) as last_time
  from requesters
  group by requester
)
select
  requester,
  requests,
  cast(requests as double) / nullif(cast(sum(requests) over () as double), 0) as share,
  downloads,
  uploads,
  bytes_sent,
  bytes_uploaded,
  refused,
  last_time
from by_requester
