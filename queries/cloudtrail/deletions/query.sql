-- A batch deletion is told by its per-object events; the call itself is a row only when it has none.
with by_call as (
  select
    *,
    bool_or(operation = 'DeleteObject') over (partition by request_id) and request_id is not null as has_object_events
  from events
)
select
  event_time,
  bucket,
  key,
  version_id,
  deleted_by,
  deletion_effect as effect,
  requester,
  remote_ip,
  user_agent,
  operation,
  cast(null as integer) as http_status,
  error_code,
  request_id,
  host_id,
  principal_type,
  access_key_id,
  mfa_authenticated,
  region,
  account_id
from by_call
where (operation = 'DeleteObject' or not has_object_events)
  and ({{include_failed}} or error_code is null)
