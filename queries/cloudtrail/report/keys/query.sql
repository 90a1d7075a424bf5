select
  bucket,
  key,
  requests,
  downloads,
  bytes_out,
  cast(requests as double) / nullif(cast(sum(requests) over () as double), 0) as share
from objects
