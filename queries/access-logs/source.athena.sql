-- The raw fields of the access-log table (28-group regex) and the time of each request.
-- The quoted fields come without their quotes.
select
  try(date_parse("time", '%d/%b/%Y:%H:%i:%s +0000')) as event_time,
  bucket_owner,
  bucket,
  remote_ip,
  requester,
  request_id,
  operation,
  key,
  case when request_uri = '-' then '-' else substr(request_uri, 2, length(request_uri) - 2) end as request_uri,
  http_status,
  error_code,
  bytes_sent,
  object_size,
  total_time,
  turn_around_time,
  case when referer = '-' then '-' else substr(referer, 2, length(referer) - 2) end as referer,
  case when user_agent = '-' then '-' else substr(user_agent, 2, length(user_agent) - 2) end as user_agent,
  version_id,
  host_id,
  signature_version,
  cipher_suite,
  authentication_type,
  host_header,
  tls_version,
  access_point_arn,
  acl_required,
  source_region
from {{table}}
where unparsed_line is null
  and {{partitions}}
