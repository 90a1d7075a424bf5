select
  bucket,
  key,
  not_found,
  requests
from objects
where not_found > 0
