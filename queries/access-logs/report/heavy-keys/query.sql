select
  bucket,
  key,
  requests,
  downloads,
  bytes_sent,
  cast(bytes_sent as double) / nullif(cast((select sum(bytes_sent) from objects) as double), 0) as share
from objects
