/** Someone (or something) that sends requests, with everything that its requests have in common. */
export interface Actor {
  /** null: anonymous. */
  readonly requester: string | null;
  readonly remoteIp: string | null;
  readonly userAgent: string | null;
  /** Host suffix after `<bucket>.`. @default the Region's endpoint */
  readonly endpoint?: string;
  readonly tlsVersion?: string | null;
  readonly cipherSuite?: string | null;
  readonly signatureVersion?: string;
  /** Region of the VPC, for traffic through a gateway endpoint. */
  readonly sourceRegion?: string;
  readonly vpcEndpointId?: string;
  readonly accessKeyId?: string;
  readonly mfa?: boolean;
}

/** The buckets and accounts of the story. */
export const MEDIA = 'acme-media';
export const BACKUPS = 'acme-backups';
export const ACCOUNT = '111122223333';
export const PARTNER_ACCOUNT = '444455556666';
export const REGION = 'eu-west-1';

const role = (name: string, session: string): string => `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/${session}`;
const user = (name: string): string => `arn:aws:iam::${ACCOUNT}:user/${name}`;
const browser = (system: string): string =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36`;

/** The web site's servers, in a VPC with a gateway endpoint. */
export const webServer: Actor = {
  requester: role('web-frontend', 'i-0a1b2c3d4e5f60718'),
  remoteIp: '10.0.12.34',
  userAgent:
    'aws-sdk-java/2.29.45 md/io#sync md/http#Apache ua/2.1 os/Linux#6.1 lang/java#21.0.5 md/vendor#Amazon.com_Inc.',
  sourceRegion: REGION,
  vpcEndpointId: 'vpce-0aa11bb22cc33dd44',
  accessKeyId: 'ASIAWEBFRONTEND00001',
};

/** The script that deletes too much. */
export const cleanup: Actor = {
  requester: role('cleanup', 'cleanup-script'),
  remoteIp: '198.51.100.23',
  userAgent:
    'Boto3/1.35.90 md/Botocore#1.35.90 ua/2.0 os/linux#6.1.0 md/arch#x86_64 lang/python#3.12.8 cfg/retry-mode#legacy Resource',
  accessKeyId: 'ASIACLEANUPSCRIPT001',
};

/** A nightly report that lacks a permission, in a VPC with an interface endpoint. */
export const reporting: Actor = {
  requester: role('reporting', 'nightly'),
  remoteIp: '10.0.30.5',
  userAgent: 'aws-cli/2.22.33 md/awscrt#0.23.4 ua/2.0 os/linux#5.15.0 lang/python#3.12.6 md/command#s3.sync',
  endpoint: 'bucket.vpce-0ee55ff66aa77bb88-k2j3h4g5.s3.eu-west-1.vpce.amazonaws.com',
  vpcEndpointId: 'vpce-0ee55ff66aa77bb88',
  accessKeyId: 'ASIAREPORTING0000001',
};

/** Copies media into the backups bucket, and back. */
export const backup: Actor = {
  requester: role('backup', 'backup-job'),
  remoteIp: '10.0.50.8',
  userAgent: 'aws-sdk-go-v2/1.32.7 ua/2.1 os/linux lang/go#1.23.4 md/GOARCH#arm64 api/s3#1.72.0',
  sourceRegion: REGION,
  vpcEndpointId: 'vpce-0aa11bb22cc33dd44',
  accessKeyId: 'ASIABACKUPJOB0000001',
};

/** An editor who uploads pictures. */
export const alice: Actor = {
  requester: user('alice'),
  remoteIp: '203.0.113.10',
  userAgent: 'aws-cli/2.22.33 md/awscrt#0.23.4 ua/2.0 os/macos#24.2.0 lang/python#3.12.6 md/command#s3.cp',
  accessKeyId: 'AKIAALICE00000000001',
};

/** The administrator. */
export const bob: Actor = {
  requester: user('admin-bob'),
  remoteIp: '203.0.113.77',
  userAgent: 'S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.750 Linux/5.10.230 OpenJDK_64-Bit_Server_VM/25.432-b06',
  accessKeyId: 'ASIAADMINBOB00000001',
  mfa: true,
};

/** An old document scanner: TLS 1.0 and Signature Version 2. */
export const scanner: Actor = {
  requester: user('scanner-upload'),
  remoteIp: '198.51.100.77',
  userAgent: 'LegacyScan/2.1',
  tlsVersion: 'TLSv1',
  cipherSuite: 'ECDHE-RSA-AES128-SHA',
  signatureVersion: 'SigV2',
  accessKeyId: 'AKIASCANNER000000001',
};

/** Another company's account that may read the backups. */
export const partner: Actor = {
  requester: `arn:aws:sts::${PARTNER_ACCOUNT}:assumed-role/partner-sync/nightly-copy`,
  remoteIp: '198.51.100.140',
  userAgent: 'rclone/v1.68.2',
  accessKeyId: 'ASIAPARTNERSYNC00001',
};

/** Lifecycle rules. */
export const lifecycle: Actor = { requester: 'AmazonS3', remoteIp: null, userAgent: null };

/** S3 Inventory, which writes its lists into the backups bucket. */
export const inventory: Actor = {
  requester: 'svc:s3.amazonaws.com',
  remoteIp: null,
  userAgent: 'S3Inventory',
};

/** A probe for open buckets whose user agent tries to break log parsers. */
export const probe: Actor = {
  requester: null,
  remoteIp: '198.51.100.200',
  userAgent: 'bucket-finder "3.1" (compatible; " 200 - 1 1 1 1 ")',
};

/** Someone without TLS. */
export const plainHttp: Actor = {
  requester: null,
  remoteIp: '192.0.2.91',
  userAgent: 'Wget/1.21.4',
  tlsVersion: null,
  cipherSuite: null,
};

/** Visitors of web sites: different addresses and browsers, no credentials. */
export const visitors: readonly Actor[] = [
  { requester: null, remoteIp: '192.0.2.14', userAgent: browser('Windows NT 10.0; Win64; x64') },
  { requester: null, remoteIp: '192.0.2.57', userAgent: browser('Macintosh; Intel Mac OS X 10_15_7') },
  { requester: null, remoteIp: '203.0.113.145', userAgent: browser('X11; Linux x86_64') },
  { requester: null, remoteIp: '2001:db8:4f:1::9c', userAgent: browser('Linux; Android 14; Pixel 8') },
  { requester: null, remoteIp: '2001:db8:77:20::1', userAgent: browser('Windows NT 10.0; Win64; x64') },
];
