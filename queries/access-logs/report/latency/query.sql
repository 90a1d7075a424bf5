-- Exact percentiles (nearest rank) out of histograms: there are few different durations, however many requests.
with turn_around as (
  select
    *,
    sum(case when turn_around_ms is not null then requests end) over (partition by operation order by turn_around_ms) as rank,
    sum(case when turn_around_ms is not null then requests end) over (partition by operation) as total
  from (select operation, turn_around_ms, requests from turn_around_times)
),
whole as (
  select
    *,
    sum(case when total_ms is not null then requests end) over (partition by operation order by total_ms) as rank,
    sum(case when total_ms is not null then requests end) over (partition by operation) as total
  from (select operation, total_ms, requests from total_times)
),
turn_around_percentiles as (
  select
    operation,
    cast(sum(requests) as bigint) as requests,
    min(case when rank * 100 >= total * 50 then turn_around_ms end) as turn_around_p50_ms,
    min(case when rank * 100 >= total * 90 then turn_around_ms end) as turn_around_p90_ms,
    min(case when rank * 100 >= total * 99 then turn_around_ms end) as turn_around_p99_ms,
    max(turn_around_ms) as turn_around_max_ms
  from turn_around
  group by operation
),
whole_percentiles as (
  select
    operation,
    min(case when rank * 100 >= total * 50 then total_ms end) as total_p50_ms,
    min(case when rank * 100 >= total * 90 then total_ms end) as total_p90_ms,
    min(case when rank * 100 >= total * 99 then total_ms end) as total_p99_ms,
    max(total_ms) as total_max_ms
  from whole
  group by operation
)
select
  turn_around_percentiles.operation,
  requests,
  turn_around_p50_ms,
  turn_around_p90_ms,
  turn_around_p99_ms,
  turn_around_max_ms,
  total_p50_ms,
  total_p90_ms,
  total_p99_ms,
  total_max_ms
from turn_around_percentiles
left join whole_percentiles on coalesce(whole_percentiles.operation, '') = coalesce(turn_around_percentiles.operation, '')
where turn_around_max_ms is not null
