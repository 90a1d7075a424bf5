import { S3Client } from '@aws-sdk/client-s3';
import type { Credentials } from './iam/credentials';
import { roleSession } from './iam/principal';
import type { LocalAws } from './local-aws';

/** Configuration of an SDK client that talks to the local AWS; by default as the account's root. */
export function clientConfig(aws: LocalAws, credentials: Credentials = aws.root) {
  return { endpoint: aws.endpoint, region: aws.region, credentials };
}

/** S3 in path style: only the functions' processes resolve `bucket.localhost`. */
export function s3Client(aws: LocalAws, credentials?: Credentials): S3Client {
  return new S3Client({ ...clientConfig(aws, credentials), forcePathStyle: true });
}

/** A role with one policy, and keys of a session of it. */
export function roleWith(
  aws: LocalAws,
  name: string,
  statements: readonly object[],
  account = aws.account,
): Credentials {
  const arn = `arn:aws:iam::${account}:role/${name}`;
  aws.iam.createRole(arn, TRUST, { inline: { Version: '2012-10-17', Statement: statements } });
  return aws.credentials.issue(roleSession(arn, 'test'));
}

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
