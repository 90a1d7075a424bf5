import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { LocalAws } from '../aws';
import type { Credentials } from '../aws/iam/credentials';
import type { PolicyDocument } from '../aws/iam/policy-document';
import { type CliOptions, type CliResult, runCli } from './cli';

/** Starts a local AWS for the tests of a file; before each of them it has just an empty bucket, `logs`. */
export function startLocalAws(take: (aws: LocalAws) => void): void {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await LocalAws.start();
    take(aws);
  });
  afterAll(async () => {
    await aws.stop();
    aws.violations.assertNone();
  });
  beforeEach(() => {
    aws.s3.buckets.clear();
    aws.s3.createBucket({ name: 'logs' });
    aws.faults.clear();
    aws.calls.clear();
  });
}

/** Environment in which the command line finds the local AWS. */
export function awsEnvironment(aws: LocalAws, credentials: Credentials = aws.root): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: aws.region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}

/** Lets code of this very process find the local AWS. @returns a function that ends it */
export function useAws(aws: LocalAws, credentials?: Credentials): () => void {
  const before = { ...process.env };
  Object.assign(process.env, awsEnvironment(aws, credentials), {
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  });
  return () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  };
}

/** Runs the command line against the local AWS. */
export function runWithAws(aws: LocalAws, args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return runCli(args, { ...options, env: { ...awsEnvironment(aws), ...options.env } });
}

/** Policy with which a bucket of another account lets everybody in the local one do something, by default read it. */
export function openTo(
  aws: LocalAws,
  bucket: string,
  Action: string[] = ['s3:ListBucket', 's3:GetObject'],
): PolicyDocument {
  const Resource = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
  const Principal = { AWS: [`arn:aws:iam::${aws.account}:root`] };
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action, Resource }] };
}

/** Content of all files below a folder by their path, without what the sync keeps for itself. */
export function filesBelow(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => relative(folder, path).split(sep).join('/'))
    .filter((path) => !path.startsWith('.s3-log-audit/'));
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(folder, path), 'latin1')]));
}

/** How often each operation of S3 was asked for, as far as IAM decides on it: `s3:GetObject`. */
export function countCalls(aws: LocalAws): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { action } of aws.calls.all) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}
