with requests as (
  select
    event_time,
    bucket,
    key
  from base
  where (bucket is not null)
),
answer as (
  select event_time, key from requests
)
select
  date_format(event_time, '%Y-%m-%dT%H:%i:%sZ') as event_time,
  key
from answer
order by event_time, key
limit 3