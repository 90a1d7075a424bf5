-- A batch deletion is told by its per-object events; the call itself counts only when it has none.
with by_call as (
  select
    *,
    bool_or(operation = 'DeleteObject') over (partition by request_id) and request_id is not null as has_object_events
  from events
)
select
  deleted_by,
  requester,
  remote_ip,
  bucket,
  operation,
  -- the length keeps the pair unambiguous, whatever a key holds
  count(distinct cast(length(key) as varchar) || ':' || key || coalesce(version_id, '')) as objects,
  min(event_time) as first_time,
  max(event_time) as last_time
from by_call
where (operation = 'DeleteObject' or not has_object_events)
  and ({{include_failed}} or error_code is null)
group by deleted_by, requester, remote_ip, bucket, operation
