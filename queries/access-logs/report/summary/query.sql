with totals as (
  select
    cast(coalesce(sum(requests), 0) as bigint) as requests,
    cast(coalesce(sum(case when is_download then requests end), 0) as bigint) as downloads,
    cast(coalesce(sum(case when is_upload then requests end), 0) as bigint) as uploads,
    cast(coalesce(sum(bytes_sent), 0) as bigint) as bytes_sent,
    cast(coalesce(sum(bytes_uploaded), 0) as bigint) as bytes_uploaded,
    count(distinct bucket) as buckets,
    cast(coalesce(sum(case when http_status between 400 and 499 then requests end), 0) as bigint) as errors_4xx,
    cast(coalesce(sum(case when http_status between 500 and 599 then requests end), 0) as bigint) as errors_5xx,
    cast(coalesce(sum(case when http_status is not null then requests end), 0) as bigint) as with_status,
    cast(coalesce(sum(case when not starts_with(operation, 'S3.') then unsigned_requests end), 0) as bigint) as anonymous_requests,
    cast(coalesce(sum(case when not starts_with(operation, 'S3.') then requests end), 0) as bigint) as client_requests,
    cast(coalesce(sum(case when is_deletion then requests end), 0) as bigint) as deletions,
    cast(coalesce(sum(case when lifecycle_action is not null then requests end), 0) as bigint) as lifecycle_actions,
    min(first_time) as first_time,
    max(last_time) as last_time
  from traffic
)
select
  requests,
  downloads,
  uploads,
  bytes_sent,
  bytes_uploaded,
  buckets,
  (select count(*) from objects) as keys,
  (select count(distinct requester) from requesters) as requesters,
  (select count(distinct remote_ip) from callers) as remote_ips,
  errors_4xx + errors_5xx as errors,
  errors_4xx,
  errors_5xx,
  cast(errors_4xx + errors_5xx as double) / nullif(cast(with_status as double), 0) as error_share,
  anonymous_requests,
  cast(anonymous_requests as double) / nullif(cast(client_requests as double), 0) as anonymous_share,
  deletions,
  lifecycle_actions,
  first_time,
  last_time
from totals
