with by_caller as (
  select
    remote_ip,
    user_agent,
    count(*) as requests,
    cast(coalesce(sum(bytes_sent), 0) as bigint) as bytes_sent
  from requests
  group by remote_ip, user_agent
)
select
  remote_ip,
  user_agent,
  requests,
  bytes_sent,
  cast(bytes_sent as double) / nullif(cast(sum(bytes_sent) over () as double), 0) as share
from by_caller
