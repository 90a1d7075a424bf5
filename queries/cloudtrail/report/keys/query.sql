select
  bucket,
  key,
  requests,
  downloads,
  bytes_out,
  cast(requests as double) / nullif(cast((select sum(requests) from objects) as double), 0) as share
from objects
