import { copyObject } from '../../lib/engines/athena/result-object';
import { DAY_MS, HOUR_MS } from '../../lib/shared/utc-dates';
import { resultKeys } from '../../lib/workflow/audit-run/cloud-names';
import type { LocalAws } from '../aws';
import { s3Client } from '../aws/helpers';
import type { AuthorizedCall } from '../aws/iam/call-log';
import type { Role } from '../aws/iam/iam';
import { fits } from '../aws/iam/patterns';
import type { PolicyDocument } from '../aws/iam/policy-document';
import { roleSession } from '../aws/iam/principal';
import { SERVICE_SIDE_ACTIONS } from '../aws/iam/service-side-actions';
import { type Grant, grantsOf, unusedGrants } from '../aws/iam/unused-grants';
import { accessStoryFiles, writeAccessLogs } from '../generator';
import { deployAudit, LOG_BUCKET, startCloud, unexpectedDenials } from './audit-cloud';
import { type AuditStack, reach } from './audit-stack';
import { LogFiles } from './log-files';

/** Long, and longer still in a manifest, so that few objects make one that is uploaded in parts. */
const PREFIX = `${'日'.repeat(285)}/`;
const STORY_DAY = { from: '2026-02-04', to: '2026-02-04' };
const BUSY_DAY = { from: '2026-01-20', to: '2026-01-20' };

let aws: LocalAws;
let stack: AuditStack;
/** The roles as they were while the stack was there. */
let roles: readonly Role[];
let bucketPolicies: readonly PolicyDocument[];

beforeAll(async () => {
  aws = await startCloud();
  const keyArn = createKey();
  putLogs(keyArn);
  const time = { From: '', To: '', Lookback: '1d', ScheduleExpression: 'rate(1 day)', DeliveryPadding: '1h' };
  const parameters = { LogPrefix: PREFIX, LogKmsKeyArn: keyArn, RunOnDeploy: 'Yes', ...time };
  stack = await deployAudit(aws, parameters);
  await stack.over(stack.onlyExecution);
}, 120_000);
afterAll(async () => {
  await aws.stop();
  aws.violations.assertNone();
});

/** A key that leaves it to its account who may use it. */
function createKey(): string {
  const Principal = { AWS: `arn:aws:iam::${aws.account}:root` };
  const Statement = [{ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' }];
  const arn = `arn:aws:kms:${aws.region}:${aws.account}:key/0123abcd`;
  return aws.s3.kms.create(arn, { Version: '2012-10-17', Statement });
}

/** The logs of the story, encrypted and with tags, and many on another day. */
function putLogs(keyArn: string): void {
  const logs = new LogFiles();
  writeAccessLogs(logs.folder, accessStoryFiles(), { layout: 'partitioned' });
  logs.putInto(aws, LOG_BUCKET, PREFIX, { encryption: { algorithm: 'aws:kms', keyArn }, tags: { team: 'audit' } });
  logs.remove();
  const folder = `${PREFIX}111122223333/eu-west-1/acme-media/2026/01/20/2026-01-20-08-00-00-`;
  for (let count = 0; count < 2100; count++) {
    aws.s3.put(LOG_BUCKET, `${folder}${count.toString(16).toUpperCase().padStart(16, '0')}`, 'no log\n');
  }
}

/** Everything that a stack does with its permissions; the tests that follow look at what was called. */
describe('a stack with logs under a KMS key', () => {
  afterEach(() => aws.faults.clear());

  test('reads logs where they lie', async () => {
    const run = await stack.run(STORY_DAY);
    expect(run.record).toMatchObject({ status: 'complete', mode: 'in-place' });
  });

  test('copies logs, and reads which of them it could not copy', async () => {
    const failure = { code: 'InternalError', httpStatus: 500, message: 'try again' };
    let failed = 0;
    aws.batch.scripts.push({ failTask: () => (failed++ === 0 ? failure : undefined) });
    const run = await stack.run({ ...STORY_DAY, copyMode: 'Copy' });
    expect(run.record).toMatchObject({
      status: 'partial',
      mode: 'copy',
      lost: [{ reason: expect.stringContaining('try again') }],
    });
  });

  test('plans over several invocations, and gives up a manifest that can not be finished', async () => {
    aws.lambda.require('Plan').timeoutSeconds = 30;
    aws.faults.add({
      kind: 'fail',
      service: 's3',
      action: 'UploadPart',
      error: { code: 'InvalidRequest', message: 'no', status: 400 },
    });
    const run = await stack.run({ ...BUSY_DAY, copyMode: 'Copy' });
    expect([run.status, run.states.filter((state) => state === 'Plan').length]).toEqual(['FAILED', 2]);
    expect(uploads()).toEqual([]);
  });

  test('gives up the manifest of a plan that crashed', async () => {
    aws.faults.add({ kind: 'crash', service: 'lambda', resource: 'Plan', nth: 3, times: 2 });
    const run = await stack.run({ ...BUSY_DAY, copyMode: 'Copy' });
    expect([run.status, run.error]).toEqual(['FAILED', 'Runtime.ExitError']);
    expect(uploads()).toEqual([]);
    aws.lambda.require('Plan').timeoutSeconds = 900;
  });

  test('cancels a copy that takes two days', async () => {
    aws.batch.scripts.push({ hangs: true });
    expect((await stack.run({ ...STORY_DAY, copyMode: 'Copy' })).error).toBe('CopyTooSlow');
  });

  test('stops queries that take a day', async () => {
    aws.athena.scripts.push({ runMs: 30 * HOUR_MS, times: 2 });
    expect((await stack.run(STORY_DAY)).error).toBe('QueriesTooSlow');
  });

  test('gives up the copy of an answer over 5 GB that fails', async () => {
    const bucket = stack.output('ResultsBucket');
    const role = [...aws.iam.roles.keys()].find((arn) => arn.includes('Summarize')) as string;
    const s3 = s3Client(aws, aws.credentials.issue(roleSession(role, 'test')));
    aws.s3.put(bucket, `${resultKeys.athena}large.csv`, 'far less than it says');
    const large = {
      bucket,
      account: aws.account,
      from: `${resultKeys.athena}large.csv`,
      to: `${resultKeys.runs}large.csv`,
    };
    await expect(copyObject(s3, { ...large, bytes: 6 * 1024 ** 3 })).rejects.toThrow();
    expect(aws.s3.requireBucket(bucket).uploads.size).toBe(0);
  });

  test('runs on schedule', async () => {
    await aws.clock.advance(DAY_MS);
    const scheduled = stack.executions.filter(({ input }) => input.includes('scheduledTime'));
    expect(scheduled.length).toBeGreaterThan(0);
    for (const execution of scheduled) await stack.over(execution);
  });

  test('is updated, and deleted while it copies and asks', async () => {
    await stack.deployed.update({ parameters: { RunOnDeploy: 'No' } });
    aws.batch.scripts.push({ hangs: true });
    const copying = stack.start({ ...STORY_DAY, copyMode: 'Copy' });
    await reach(copying, 'WaitForCopy');
    aws.clock.pause();
    await reach(stack.start(STORY_DAY), 'WaitForQueries');
    roles = [...aws.iam.roles.values()].map((role) => ({ ...role, policies: new Map(role.policies) }));
    bucketPolicies = [...aws.s3.buckets.values()].flatMap(({ policy }) => (policy ? [policy] : []));
    await stack.deployed.delete();
    aws.clock.resume();
    expect(aws.leftovers()).toEqual([`s3 ${LOG_BUCKET}`]);
  });
});

describe('the permissions of its roles', () => {
  /** Grants of what AWS calls by itself, which the local AWS has no need of. */
  let unseen: readonly Grant[];
  let needless: readonly Grant[];

  beforeAll(() => {
    for (const { arn, trust, policies } of roles) aws.iam.createRole(arn, trust, Object.fromEntries(policies));
    const calls = callsByRole();
    const grants = grantsOf(roles);
    unseen = grants.filter((grant) => !calls.get(grant.roleArn)?.some((call) => needs(call, grant)));
    needless = unusedGrants(roles, aws.calls.all);
  });

  test('were all used, or are known to be by services of AWS', () => {
    expect(needless).toEqual([]);
  });

  test('were enough: nothing was denied', () => {
    expect(unexpectedDenials(aws)).toEqual([]);
  });

  test('could none be removed without a denial, but for what services are only known to call', () => {
    const emptier = 'CustomS3AutoDeleteObjectsCustom';
    const known = SERVICE_SIDE_ACTIONS.flatMap(({ via, actions }) =>
      actions.map((action) => `${via === 'athena' ? 'StartQueries' : emptier} ${action}`),
    );
    expect([...new Set(unseen.map(readable))].sort()).toEqual([...new Set(known)].sort());
  });

  test('on buckets are used by what empties them', () => {
    const statements = bucketPolicies.flatMap(({ Statement }) => Statement).filter(({ Effect }) => Effect === 'Allow');
    expect(statements).toHaveLength(2);
    for (const { Principal, Action = [], Resource = [] } of statements) {
      const own = aws.calls.all.filter(({ principal }) => Principal?.AWS?.includes(principal.roleArn ?? ''));
      const used = (pattern: string) =>
        own.some(({ action, resource }) => fits(pattern, action, true) && Resource.some((arn) => fits(arn, resource)));
      expect(Action.filter((action) => !used(action))).toEqual([]);
    }
  });
});

/** Name of the construct that a role is of, and the action. */
function readable({ roleArn, action }: Grant): string {
  return `${/role\/Audit-(?:Audit)?(\w+?)(?:Resource|Role)/.exec(roleArn)?.[1]} ${action}`;
}

function uploads(): readonly string[] {
  return [...aws.s3.requireBucket(stack.output('WorkBucket')).uploads.keys()];
}

/** Allowed calls of each role, each kind once. */
function callsByRole(): ReadonlyMap<string, readonly AuthorizedCall[]> {
  const kinds = new Map<string, Map<string, AuthorizedCall>>();
  for (const call of aws.calls.all.filter(({ allowed }) => allowed)) {
    const { principal, action, resource, conditions } = call;
    const kind = JSON.stringify([action, resource, conditions]);
    const known = kinds.get(principal.roleArn ?? '') ?? new Map<string, AuthorizedCall>();
    kinds.set(principal.roleArn ?? '', known.set(kind, call));
  }
  return new Map([...kinds].map(([roleArn, calls]) => [roleArn, [...calls.values()]]));
}

/** Whether a call that was allowed would be denied without this grant. */
function needs({ principal, action, resource, conditions }: AuthorizedCall, grant: Grant): boolean {
  const service = action.split(':')[0] as string;
  if (!grant.action.startsWith(`${service}:`)) return false;
  const { policies } = aws.iam.requireRole(grant.roleArn);
  const whole = new Map(policies);
  for (const [name, document] of whole) policies.set(name, without(document, grant));
  const permission = { action, resource, ...(conditions ? { conditions } : {}) };
  const { allowed } = aws.iam.peek(principal, permission);
  for (const [name, document] of whole) policies.set(name, document);
  return !allowed;
}

/** The policy with everything but one action on one resource. */
function without(policy: PolicyDocument, { action, resource }: Grant): PolicyDocument {
  const Statement = policy.Statement.flatMap((statement) => {
    const { Action = [], Resource = [] } = statement;
    if (!Action.includes(action) || !Resource.includes(resource)) return [statement];
    const otherActions = Action.filter((other) => other !== action);
    const otherResources = Resource.filter((other) => other !== resource);
    return [
      ...(otherActions.length > 0 ? [{ ...statement, Action: otherActions }] : []),
      ...(otherResources.length > 0 ? [{ ...statement, Action: [action], Resource: otherResources }] : []),
    ];
  });
  return { ...policy, Statement };
}
