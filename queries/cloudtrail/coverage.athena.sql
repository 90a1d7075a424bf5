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
    event_time is not null and {{window}} as in_window,
    {{buckets}} as audited
  from records
)
