select
  bucket,
  key,
  requests,
  downloads,
  bytes_sent,
  cast(bytes_sent as double) / nullif(cast(sum(bytes_sent) over () as double), 0) as share
from objects
