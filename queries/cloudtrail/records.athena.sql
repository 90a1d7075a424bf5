-- What coverage counts of the CloudTrail table: its records.
select
  "$path" as log_object,
  try(cast(at_timezone(from_iso8601_timestamp(eventtime), 'UTC') as timestamp(3))) as event_time,
  eventsource as event_source,
  json_extract_scalar(requestparameters, '$.bucketName') as bucket,
  -- short because all of them are kept in memory
  xxhash64(to_utf8(coalesce(sharedeventid, eventid))) as identity
from {{table}}
where {{partitions}}
