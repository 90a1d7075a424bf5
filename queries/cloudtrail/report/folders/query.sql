-- The depth is the smallest one, up to four, at which no folder has half of the requests; else the one at which the
-- largest folder is smallest.
with at_every_depth as (
  select
    depth,
    bucket,
    case depth
      when 1 then folder_1
      when 2 then folder_1 || folder_2
      when 3 then folder_1 || folder_2 || folder_3
      else folder_1 || folder_2 || folder_3 || folder_4
    end as folder,
    sum(keys) as keys,
    sum(requests) as requests,
    sum(downloads) as downloads,
    sum(bytes_out) as bytes_out
  from folders
  cross join (values (1), (2), (3), (4)) as depths (depth)
  group by 1, 2, 3
),
depths as (
  select
    depth,
    max(requests) as largest,
    sum(requests) as total
  from at_every_depth
  group by depth
),
chosen as (
  select depth
  from depths
  order by case when 2 * largest < total then 0 else 1 end, case when 2 * largest < total then 0 else largest end, depth
  limit 1
)
select
  bucket,
  folder,
  cast(keys as bigint) as keys,
  cast(requests as bigint) as requests,
  cast(downloads as bigint) as downloads,
  cast(coalesce(bytes_out, 0) as bigint) as bytes_out,
  cast(requests as double) / nullif(cast(sum(requests) over () as double), 0) as share
from at_every_depth
where depth in (select depth from chosen)
