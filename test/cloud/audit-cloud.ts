import { type DeployedStack, LocalAws, type LocalAwsOptions } from '../aws';
import { synthesizedAssembly } from '../helpers/synthesized-stack';
import { AuditStack } from './audit-stack';

export const LOG_BUCKET = 'acme-logs';
export const CONTACT = 'auditor@example.org';

/** A few days after the story in the logs, so that all of it has been delivered. */
const NOW = new Date('2026-02-10T12:00:00Z');

/** Parameters of a stack that audits the story in the logs; a run is started by each test. */
export const STORY = {
  LogBucket: LOG_BUCKET,
  SourceBuckets: 'acme-media,acme-backups',
  Analyses: 'deletions',
  From: '2026-02-03',
  To: '2026-02-06',
  ContactEmail: CONTACT,
  RunOnDeploy: 'No',
} as const;

/** The same for the trail of the story, whose buckets are all audited. */
export const TRAIL_STORY = { ...STORY, LogType: 'CloudTrail', SourceBuckets: '' } as const;

/** A local AWS in the time after the story, with an empty log bucket. */
export async function startCloud(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const aws = await LocalAws.start({ now: NOW, ...options });
  aws.s3.createBucket({ name: LOG_BUCKET });
  return aws;
}

/** Deploys the synthesized stack as `cdk deploy --parameters` would, and confirms the subscription. */
export async function deployAudit(
  aws: LocalAws,
  parameters: Readonly<Record<string, string>> = {},
  stackName = 'Audit',
  context: Readonly<Record<string, unknown>> = {},
): Promise<AuditStack> {
  const stack = await deployUnconfirmed(aws, parameters, stackName, context);
  aws.confirmSubscription(parameters.ContactEmail ?? CONTACT);
  return new AuditStack(aws, stack);
}

/** The same without the confirmation. */
export function deployUnconfirmed(
  aws: LocalAws,
  parameters: Readonly<Record<string, string>> = {},
  stackName = 'Audit',
  context: Readonly<Record<string, unknown>> = {},
): Promise<DeployedStack> {
  return aws.deploy({ assembly: synthesizedAssembly(context), stackName, parameters: { ...STORY, ...parameters } });
}

/**
 * Calls that were denied, as `action on resource by role`. That a role which lists below a prefix only may not look at the
 * bucket as such is meant: S3 tells the Region all the same.
 */
export function unexpectedDenials({ calls }: LocalAws): readonly string[] {
  return calls.all
    .filter(({ allowed }) => !allowed)
    .filter(({ action, conditions }) => action !== 's3:ListBucket' || conditions?.['s3:prefix'])
    .map(({ action, resource, principal }) => `${action} on ${resource} by ${principal.arn.split('/')[1]}`);
}
