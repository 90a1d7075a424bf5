select
  user_agent,
  requests,
  cast(requests as double) / nullif(cast(sum(requests) over () as double), 0) as share,
  downloads,
  cast(coalesce(bytes_sent, 0) as bigint) as bytes_sent
from agents
