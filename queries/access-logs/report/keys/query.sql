select
  bucket,
  key,
  requests,
  downloads,
  bytes_sent,
  cast(requests as double) / nullif(cast((select sum(requests) from objects) as double), 0) as share
from objects
