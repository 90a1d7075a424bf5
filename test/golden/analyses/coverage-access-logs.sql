with records as (
  -- What coverage counts of the access-log table: its lines.
  select
    "$path" as log_object,
    -- a blank line has neither and is no line
    unparsed_line is not null or bucket_owner is not null as is_line,
    try(date_parse("time", '%d/%b/%Y:%H:%i:%s +0000')) as event_time,
    bucket,
    request_id,
    -- the columns that copies have in common, short because all of them are kept in memory
    xxhash64(to_utf8(request_id || ' ' || operation || ' ' || key || ' ' || version_id)) as identity
  from logs
  where run = '20260301T120000Z-0123abcd'
)
-- What the logs of a run hold before anything is filtered: how much of it was read, and how much was understood.
select
  count(distinct log_object) as objects,
  count_if(is_line) as records,
  count_if(event_time is not null) as parsed,
  count_if(is_line and event_time is null) as unparsed,
  count_if(event_time is not null and not in_window) as outside_window,
  count_if(in_window and audited and request_id <> '-')
    - count(distinct case when in_window and audited and request_id <> '-' then identity end) as duplicates,
  date_format(min(case when in_window then event_time end), '%Y-%m-%dT%H:%i:%sZ') as first_event,
  date_format(max(case when in_window then event_time end), '%Y-%m-%dT%H:%i:%sZ') as last_event
from (
  select
    *,
    event_time is not null and event_time >= timestamp '2026-02-03 00:00:00.000' and event_time < timestamp '2026-02-07 00:00:00.000' as in_window,
    coalesce(bucket in ('acme-media', 'acme-site'), false) as audited
  from records
)
