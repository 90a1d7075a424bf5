import type { RawColumn } from '../log-type';

/** Regular expression for the form of `eventTime`, the same in JavaScript, RE2 and Java. */
export const EVENT_TIME =
  '^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3])(:[0-5][0-9]){2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$';

const USER_IDENTITY =
  'struct<type:string,principalid:string,arn:string,accountid:string,invokedby:string,accesskeyid:string,username:string,' +
  'sessioncontext:struct<attributes:struct<mfaauthenticated:string,creationdate:string>,' +
  'sessionissuer:struct<type:string,principalid:string,arn:string,accountid:string,username:string>>>';

/**
 * The fields of a record, named and typed as AWS documents them for Athena.
 * Source: https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table.html
 */
export const CLOUDTRAIL_COLUMNS: readonly RawColumn[] = (
  [
    ['eventversion', 'string', 'version of the format'],
    ['useridentity', USER_IDENTITY, 'who made the request'],
    ['eventtime', 'string', 'when the request was made, for example 2026-02-06T00:00:38Z'],
    ['eventsource', 'string', 'service, s3.amazonaws.com for S3'],
    ['eventname', 'string', 'for example DeleteObject'],
    ['awsregion', 'string', 'Region of the request'],
    ['sourceipaddress', 'string', 'address of the caller, or name of an AWS service'],
    ['useragent', 'string', 'program of the caller, in brackets for S3'],
    ['errorcode', 'string', 'error code'],
    ['errormessage', 'string', 'error message'],
    ['requestparameters', 'string', 'parameters of the request as JSON'],
    ['responseelements', 'string', 'elements of the answer as JSON'],
    ['additionaleventdata', 'string', 'further facts as JSON, for example transferred bytes'],
    ['requestid', 'string', 'id that S3 gave the request'],
    ['eventid', 'string', 'id that CloudTrail gave the event'],
    ['readonly', 'string', 'whether the event changed nothing'],
    ['resources', 'array<struct<arn:string,accountid:string,type:string>>', 'what the request was about'],
    ['eventtype', 'string', 'AwsApiCall or AwsServiceEvent'],
    ['recipientaccountid', 'string', 'account whose trail the event is in'],
    ['sharedeventid', 'string', 'id that copies of an event in several accounts share'],
    ['vpcendpointid', 'string', 'VPC endpoint of the request'],
    ['eventcategory', 'string', 'Management or Data'],
    [
      'tlsdetails',
      'struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>',
      'TLS of the request',
    ],
  ] as const
).map(([name, hiveType, description]) => ({ name, hiveType, description }));
