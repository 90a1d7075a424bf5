select
  deleted_by,
  requester,
  bucket,
  operation,
  requests,
  first_time,
  last_time
from deletions
