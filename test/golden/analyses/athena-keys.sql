with source as (
  select *
  from db.logs
),
requests_1 as (
  select
    event_time,
    nullif(bucket_raw, '-') as bucket,
    nullif(key_raw, '-') as raw_key,
    id
  from source
  where bucket_raw is not null
),
requests_2 as (
  select
    event_time,
    bucket,
    raw_key,
    id,
    decode(raw_key) as once
  from requests_1
),
requests_3 as (
  select
    event_time,
    bucket,
    raw_key,
    id,
    coalesce(decode(once), raw_key) as key
  from requests_2
),
matched as (
  select
    event_time,
    bucket,
    raw_key,
    id,
    key
  from requests_3
  where (bucket in (?))
      and (bucket is not null)
),
requests as (
  select
    event_time,
    bucket,
    raw_key,
    id,
    key
  from (
    select *, row_number() over (partition by id, bucket order by lower(raw_key), event_time, raw_key, key) as copy
    from matched
  )
  where copy = 1 or id is null
),
answer as (
  select event_time, key from requests
)
select
  date_format(event_time, '%Y-%m-%dT%H:%i:%sZ') as event_time,
  key
from answer
order by event_time, key
limit 5