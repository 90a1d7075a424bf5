select
  bucket,
  key,
  requests,
  downloads,
  bytes_sent,
  cast(requests as double) / nullif(cast(sum(requests) over () as double), 0) as share
from objects
