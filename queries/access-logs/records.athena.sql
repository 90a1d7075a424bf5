-- What coverage counts of the access-log table: its lines.
select
  "$path" as log_object,
  -- a blank line has neither and is no line
  unparsed_line is not null or bucket_owner is not null as is_line,
  try(date_parse("time", '%d/%b/%Y:%H:%i:%s +0000')) as event_time,
  bucket,
  request_id,
  -- the columns that copies have in common, short because all of them are kept in memory
  xxhash64(to_utf8(request_id || ' ' || operation || ' ' || key || ' ' || version_id)) as identity
from {{table}}
where {{partitions}}
