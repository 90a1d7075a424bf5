with by_requester as (
  select
    requester,
    principal_type,
    cast(sum(requests) as bigint) as requests,
    cast(sum(downloads) as bigint) as downloads,
    cast(sum(uploads) as bigint) as uploads,
    cast(sum(changes) as bigint) as changes,
    cast(sum(refused) as bigint) as refused,
    max(last_time) as last_time
  from requesters
  group by requester, principal_type
)
select
  requester,
  principal_type,
  requests,
  cast(requests as double) / nullif(cast(sum(requests) over () as double), 0) as share,
  downloads,
  uploads,
  changes,
  refused,
  last_time
from by_requester
