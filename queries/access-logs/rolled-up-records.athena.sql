-- The same of the table of rollups in Parquet, which has a row for each line.
select
  "$path" as log_object,
  true as is_line,
  event_time,
  coalesce(bucket, '-') as bucket,
  coalesce(request_id, '-') as request_id,
  xxhash64(to_utf8(
    coalesce(request_id, '-') || ' ' || coalesce(operation, '-') || ' ' || coalesce(raw_key, '-') || ' ' || coalesce(version_id, '-')
  )) as identity
from {{table}}
where {{partitions}}
