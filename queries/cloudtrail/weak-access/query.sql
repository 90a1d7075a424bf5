select
  weakness,
  bucket,
  requester,
  user_agent,
  operation,
  count(*) as requests,
  count(distinct remote_ip) as remote_ips,
  min(event_time) as first_time,
  max(event_time) as last_time
from events
cross join (values ('tls-below-1.2'), ('sigv2'), ('acl-required')) as weaknesses (weakness)
where case weakness
  when 'tls-below-1.2' then has_old_tls
  when 'sigv2' then has_sigv2
  else needs_acl
end
group by weakness, bucket, requester, user_agent, operation
