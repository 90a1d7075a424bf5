-- The same columns of the table of rollups in Parquet, in the same order. A field that holds a dash is NULL there, and so
-- is one that the line is too short to have.
select
  event_time,
  coalesce(bucket_owner, '-') as bucket_owner,
  coalesce(bucket, '-') as bucket,
  coalesce(remote_ip, '-') as remote_ip,
  coalesce(requester, '-') as requester,
  coalesce(request_id, '-') as request_id,
  coalesce(operation, '-') as operation,
  coalesce(raw_key, '-') as key,
  coalesce(request_uri, '-') as request_uri,
  coalesce(cast(http_status as varchar), '-') as http_status,
  coalesce(error_code, '-') as error_code,
  coalesce(cast(bytes_sent as varchar), '-') as bytes_sent,
  coalesce(cast(object_size as varchar), '-') as object_size,
  coalesce(cast(total_ms as varchar), '-') as total_time,
  coalesce(cast(turn_around_ms as varchar), '-') as turn_around_time,
  coalesce(referer, '-') as referer,
  coalesce(user_agent, '-') as user_agent,
  coalesce(version_id, '-') as version_id,
  case when fields >= 19 then coalesce(host_id, '-') end as host_id,
  case when fields >= 20 then coalesce(signature_version, '-') end as signature_version,
  case when fields >= 21 then coalesce(cipher_suite, '-') end as cipher_suite,
  case when fields >= 22 then coalesce(authentication_type, '-') end as authentication_type,
  case when fields >= 23 then coalesce(host_header, '-') end as host_header,
  case when fields >= 24 then coalesce(tls_version, '-') end as tls_version,
  case when fields >= 25 then coalesce(access_point_arn, '-') end as access_point_arn,
  case when fields >= 26 then coalesce(acl_required, '-') end as acl_required,
  case when fields >= 27 then coalesce(source_region, '-') end as source_region
from {{table}}
where event_time is not null
  and {{partitions}}
