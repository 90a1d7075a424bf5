import { isoSeconds } from '../log-time';
import type { Random } from '../random';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const ACCOUNT = '111122223333';

/** Makes the JSON text of one record. */
export type RecordMaker = (eventMs: number) => string;

interface Pools {
  readonly identities: readonly string[];
  readonly keys: readonly string[];
  readonly ips: readonly string[];
  readonly agents: readonly string[];
}

interface Call {
  readonly name: string;
  readonly source: string;
  readonly readOnly: boolean;
  readonly management: boolean;
}

const s3Data = (name: string, readOnly: boolean): Call => ({
  name,
  source: 's3.amazonaws.com',
  readOnly,
  management: false,
});
const other = (source: string, name: string): Call => ({ name, source, readOnly: true, management: true });
const CALLS: readonly (readonly [Call, number])[] = [
  [s3Data('GetObject', true), 560],
  [s3Data('PutObject', false), 150],
  [s3Data('HeadObject', true), 80],
  [s3Data('ListObjects', true), 40],
  [s3Data('DeleteObject', false), 60],
  [s3Data('DeleteObjects', false), 4],
  [{ name: 'PutBucketPolicy', source: 's3.amazonaws.com', readOnly: false, management: true }, 2],
  [{ name: 'PutBucketLifecycle', source: 's3.amazonaws.com', readOnly: false, management: true }, 1],
  [{ name: 'GetBucketAcl', source: 's3.amazonaws.com', readOnly: true, management: true }, 7],
  [other('sts.amazonaws.com', 'AssumeRole'), 40],
  [other('kms.amazonaws.com', 'Decrypt'), 40],
  [other('ec2.amazonaws.com', 'DescribeInstances'), 20],
];
const ERRORS: readonly (readonly [string, number])[] = [
  ['', 950],
  ['AccessDenied', 22],
  ['NoSuchKey', 24],
  ['SlowDown', 3],
  ['InternalError', 1],
];

/** Records with the mixture of a busy account: mostly S3 data events, some management and foreign events. */
export function recordMaker(random: Random): RecordMaker {
  const pools = makePools(random);
  return (eventMs) => {
    const call = random.weighted(CALLS);
    return renderRecord(random, pools, call, eventMs);
  };
}

function renderRecord(random: Random, pools: Pools, call: Call, eventMs: number): string {
  const key = random.pick(pools.keys);
  const error = random.weighted(ERRORS);
  const isObject = call.name.endsWith('Object');
  const fromEndpoint = random.chance(0.2);
  const versionId =
    call.name === 'DeleteObject' && random.chance(0.3) ? `,"versionId":"${random.text(32, LOWER)}"` : '';
  const parameters =
    call.source === 's3.amazonaws.com'
      ? `{"bucketName":"acme-media","Host":"acme-media.s3.eu-west-1.amazonaws.com"${isObject ? `,"key":"${key}"` : ''}${versionId}}`
      : '{"encryptionContext":{"aws:s3:arn":"arn:aws:s3:::acme-media"}}';
  const response =
    call.name === 'DeleteObject' && versionId === '' && error === ''
      ? '{"x-amz-delete-marker":"true","x-amz-version-id":"9f8e7d6c5b4a"}'
      : 'null';
  const failure = error === '' ? '' : `"errorCode":"${error}","errorMessage":"The request failed: ${error}",`;
  const bytes = random.below(5_000_000);
  const extra = `{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":${call.name === 'PutObject' ? bytes : 0},"AuthenticationMethod":"AuthHeader","x-amz-id-2":"${random.text(40, LOWER)}${random.text(35, LOWER)}=","bytesTransferredOut":${call.name === 'GetObject' ? bytes : 0}}`;
  return `{"eventVersion":"1.11","userIdentity":${random.pick(pools.identities)},"eventTime":"${isoSeconds(eventMs)}","eventSource":"${call.source}","eventName":"${call.name}","awsRegion":"eu-west-1","sourceIPAddress":"${random.pick(pools.ips)}","userAgent":"${random.pick(pools.agents)}",${failure}"requestParameters":${parameters},"responseElements":${response},"additionalEventData":${extra},"requestID":"${random.hex(16)}","eventID":"${uuid(random)}","readOnly":${call.readOnly},"resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::acme-media/${key}"},{"accountId":"${ACCOUNT}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::acme-media"}],"eventType":"AwsApiCall","managementEvent":${call.management},"recipientAccountId":"${ACCOUNT}",${fromEndpoint ? '"vpcEndpointId":"vpce-0a1b2c3d4e5f60718","vpcEndpointAccountId":"111122223333",' : ''}"eventCategory":"${call.management ? 'Management' : 'Data'}","tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"acme-media.s3.eu-west-1.amazonaws.com"}}`;
}

function makePools(random: Random): Pools {
  const list = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
  return {
    identities: list(200, (i) => makeIdentity(random, i)),
    keys: list(100_000, (i) => `media/2025/${random.text(24, LOWER)}/${i.toString(36).padStart(6, '0')}.jpg`),
    ips: list(5_000, (i) => `198.${18 + (i % 2)}.${random.below(256)}.${random.below(256)}`),
    agents: list(
      300,
      (i) =>
        `[aws-sdk-java/2.${random.below(40)}.${i} Linux/5.15.${i}-amzn OpenJDK_64-Bit_Server_VM/17.0.9+9-LTS Java/17.0.9 vendor/Amazon]`,
    ),
  };
}

function makeIdentity(random: Random, index: number): string {
  if (index % 20 === 0) return '{"type":"AWSAccount","principalId":"","accountId":"anonymous"}';
  const name = random.text(10, LOWER);
  const account = index % 9 === 0 ? '444455556666' : ACCOUNT;
  const id = random.hex(16);
  if (index % 4 === 0) {
    return `{"type":"IAMUser","principalId":"AIDA${id}","arn":"arn:aws:iam::${account}:user/${name}","accountId":"${account}","accessKeyId":"AKIA${id}","userName":"${name}"}`;
  }
  return `{"type":"AssumedRole","principalId":"AROA${id}:${name}","arn":"arn:aws:sts::${account}:assumed-role/${name}/i-0${id.toLowerCase()}","accountId":"${account}","accessKeyId":"ASIA${id}","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROA${id}","arn":"arn:aws:iam::${account}:role/${name}","accountId":"${account}","userName":"${name}"},"attributes":{"creationDate":"2026-02-01T00:00:00Z","mfaAuthenticated":"false"}}}`;
}

function uuid(random: Random): string {
  const digits = random.hex(32).toLowerCase();
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}
