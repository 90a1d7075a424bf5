with records as (
  -- What coverage counts of the CloudTrail table: its records.
  select
    "$path" as log_object,
    try(cast(at_timezone(from_iso8601_timestamp(eventtime), 'UTC') as timestamp(3))) as event_time,
    eventsource as event_source,
    json_extract_scalar(requestparameters, '$.bucketName') as bucket,
    -- short because all of them are kept in memory
    xxhash64(to_utf8(coalesce(sharedeventid, eventid))) as identity
  from logs
  where run = '20260301T120000Z-0123abcd'
)
-- What the logs of a run hold before anything is filtered: how much of it was read, and how much was understood.
select
  count(distinct log_object) as objects,
  count(*) as records,
  count_if(event_time is not null) as parsed,
  count_if(event_time is null) as unparsed,
  count_if(event_time is not null and not in_window) as outside_window,
  -- a trail holds the events of every service
  count_if(in_window and audited and event_source = 's3.amazonaws.com' and identity is not null)
    - count(distinct case when in_window and audited and event_source = 's3.amazonaws.com' then identity end) as duplicates,
  date_format(min(case when in_window then event_time end), '%Y-%m-%dT%H:%i:%sZ') as first_event,
  date_format(max(case when in_window then event_time end), '%Y-%m-%dT%H:%i:%sZ') as last_event
from (
  select
    *,
    event_time is not null and event_time >= timestamp '2026-02-03 00:00:00.000' and event_time < timestamp '2026-02-07 00:00:00.000' as in_window,
    coalesce(bucket in ('acme-media', 'acme-site'), false) as audited
  from records
)
