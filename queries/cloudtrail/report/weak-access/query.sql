select
  weakness,
  requester,
  cast(sum(requests) as bigint) as requests,
  max(last_time) as last_time
from (select requester, has_old_tls, has_sigv2, needs_acl, requests, last_time from requesters)
cross join (values ('tls-below-1.2'), ('sigv2'), ('acl-required')) as weaknesses (weakness)
where case weakness
  when 'tls-below-1.2' then has_old_tls
  when 'sigv2' then has_sigv2
  else needs_acl
end
group by weakness, requester
