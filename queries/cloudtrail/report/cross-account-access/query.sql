select
  caller_account,
  requester,
  bucket,
  operation,
  requests,
  keys,
  cast(coalesce(bytes_out, 0) as bigint) as bytes_out,
  last_time
from foreigners
