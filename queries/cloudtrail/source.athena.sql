-- The fields of the CloudTrail table as flat columns, and the time of each event.
select
  try(cast(at_timezone(from_iso8601_timestamp(eventtime), 'UTC') as timestamp(3))) as event_time,
  eventid as event_id,
  sharedeventid as shared_event_id,
  eventsource as event_source,
  eventname as event_name,
  eventcategory as event_category,
  eventtype as event_type,
  readonly as read_only,
  awsregion as aws_region,
  sourceipaddress as source_ip_address,
  useragent as user_agent,
  errorcode as error_code,
  errormessage as error_message,
  requestparameters as request_parameters,
  responseelements as response_elements,
  additionaleventdata as additional_event_data,
  requestid as request_id,
  recipientaccountid as recipient_account_id,
  vpcendpointid as vpc_endpoint_id,
  useridentity.type as identity_type,
  useridentity.arn as identity_arn,
  useridentity.accountid as identity_account_id,
  useridentity.invokedby as identity_invoked_by,
  useridentity.accesskeyid as identity_access_key_id,
  useridentity.sessioncontext.attributes.mfaauthenticated as mfa_authenticated,
  tlsdetails.tlsversion as tls_version,
  tlsdetails.clientprovidedhostheader as client_host_header,
  -- the bucket's account: an object has none of its own
  element_at(filter(transform(resources, resource -> resource.accountid), account -> account is not null), 1) as resource_account_id
from {{table}}
where {{partitions}}
