with totals as (
  select
    cast(coalesce(sum(requests), 0) as bigint) as requests,
    cast(coalesce(sum(case when is_download then requests end), 0) as bigint) as downloads,
    cast(coalesce(sum(case when is_upload then requests end), 0) as bigint) as uploads,
    cast(coalesce(sum(bytes_out), 0) as bigint) as bytes_out,
    cast(coalesce(sum(bytes_in), 0) as bigint) as bytes_in,
    count(distinct bucket) as buckets,
    cast(coalesce(sum(case when error_code is not null then requests end), 0) as bigint) as errors,
    cast(coalesce(sum(case when is_denied then requests end), 0) as bigint) as denied,
    cast(coalesce(sum(case when is_server_error then requests end), 0) as bigint) as errors_5xx,
    cast(coalesce(sum(case when is_anonymous then requests end), 0) as bigint) as anonymous_requests,
    cast(coalesce(sum(case when is_deletion then requests end), 0) as bigint) as deletions,
    cast(coalesce(sum(case when is_config_change and error_code is null then requests end), 0) as bigint) as config_changes,
    min(first_time) as first_time,
    max(last_time) as last_time
  from traffic
)
select
  requests,
  downloads,
  uploads,
  bytes_out,
  bytes_in,
  buckets,
  (select count(*) from objects) as keys,
  (select count(distinct requester) from requesters) as requesters,
  (select count(distinct remote_ip) from callers) as remote_ips,
  errors,
  denied,
  errors_5xx,
  cast(errors as double) / nullif(cast(requests as double), 0) as error_share,
  anonymous_requests,
  cast(anonymous_requests as double) / nullif(cast(requests as double), 0) as anonymous_share,
  deletions,
  config_changes,
  first_time,
  last_time
from totals
