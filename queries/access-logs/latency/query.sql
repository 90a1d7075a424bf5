-- Exact percentiles (nearest rank) from a histogram: there are few different durations, however many requests.
with histogram as (
  select
    {{by}}
    operation,
    turn_around_ms,
    total_ms,
    count(*) as requests,
    sum(bytes_sent) as bytes_sent
  from requests
  group by {{by}} operation, turn_around_ms, total_ms
),
ranked as (
  select
    *,
    sum(case when turn_around_ms is not null then requests end)
      over (partition by {{by}} operation order by turn_around_ms) as turn_around_rank,
    sum(case when turn_around_ms is not null then requests end) over (partition by {{by}} operation) as turn_around_count,
    sum(case when total_ms is not null then requests end) over (partition by {{by}} operation order by total_ms) as total_rank,
    sum(case when total_ms is not null then requests end) over (partition by {{by}} operation) as total_count
  from histogram
)
select
  {{by}}
  operation,
  cast(sum(requests) as bigint) as requests,
  min(case when turn_around_rank * 100 >= turn_around_count * 50 then turn_around_ms end) as turn_around_p50_ms,
  min(case when turn_around_rank * 100 >= turn_around_count * 90 then turn_around_ms end) as turn_around_p90_ms,
  min(case when turn_around_rank * 100 >= turn_around_count * 99 then turn_around_ms end) as turn_around_p99_ms,
  max(turn_around_ms) as turn_around_max_ms,
  min(case when total_rank * 100 >= total_count * 50 then total_ms end) as total_p50_ms,
  min(case when total_rank * 100 >= total_count * 90 then total_ms end) as total_p90_ms,
  min(case when total_rank * 100 >= total_count * 99 then total_ms end) as total_p99_ms,
  max(total_ms) as total_max_ms,
  cast(coalesce(sum(bytes_sent), 0) as bigint) as bytes_sent
from ranked
group by {{by}} operation
