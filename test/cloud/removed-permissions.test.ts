import type { LocalAws } from '../aws';
import { accessStoryFiles, writeAccessLogs } from '../generator';
import { deployAudit, LOG_BUCKET, startCloud } from './audit-cloud';
import type { AuditStack } from './audit-stack';
import { LogFiles } from './log-files';

let aws: LocalAws;
let stack: AuditStack;

beforeAll(async () => {
  const logs = new LogFiles();
  writeAccessLogs(logs.folder, accessStoryFiles());
  aws = await startCloud();
  logs.putInto(aws, LOG_BUCKET);
  logs.remove();
  stack = await deployAudit(aws);
});
afterAll(async () => {
  await aws.stop();
  aws.violations.assertNone();
});

/** Takes an action from the policies of a role, and gives a function that gives it back. */
function takeAway(roleName: string, action: string): () => void {
  const [role] = [...aws.iam.roles.values()].filter(({ arn }) => arn.includes(roleName));
  if (!role) throw new Error(`there is no role ${roleName}`);
  const whole = new Map(role.policies);
  for (const [name, policy] of whole) {
    const Statement = policy.Statement.flatMap((statement) => {
      const Action = statement.Action?.filter((other) => other !== action) ?? [];
      return Action.length === 0 ? [] : [{ ...statement, Action }];
    });
    role.policies.set(name, { ...policy, Statement });
  }
  return () => {
    for (const [name, policy] of whole) role.policies.set(name, policy);
  };
}

test.each([
  ['AuditPlanRole', 's3:ListBucket', 'LogBucketDenied'],
  ['AuditPlanRole', 's3:PutObject', 'AccessDenied'],
  ['AuditStartCopyRole', 's3:CreateJob', 'AccessDenied'],
  ['AuditStartCopyRole', 'iam:PassRole', 'AccessDenied'],
  ['AuditCheckCopyRole', 's3:DescribeJob', 'AccessDenied'],
  ['AuditBatchCopyRole', 's3:GetObjectTagging', 'CopyDenied'],
  ['AuditBatchCopyRole', 's3:PutObject', 'CopyDenied'],
  ['AuditStartQueriesRole', 'athena:StartQueryExecution', 'QueryFailed'],
  ['AuditStartQueriesRole', 'glue:GetTable', 'LogsDenied'],
  ['AuditStartQueriesRole', 's3:PutObject', 'LogsDenied'],
  ['AuditCheckQueriesRole', 'athena:BatchGetQueryExecution', 'AccessDeniedException'],
  ['AuditSummarizeRole', 's3:PutObject', 'AccessDenied'],
  ['AuditWorkflowRole', 'lambda:InvokeFunction', 'Lambda.AWSLambdaException'],
])('a run fails, and tells it, when %s may not %s', async (role, action, error) => {
  const giveBack = takeAway(role, action);
  const run = await stack.run();
  giveBack();
  expect([run.status, run.error]).toEqual(['FAILED', error]);
});

test.each(['sns:Publish', 'sns:ListSubscriptionsByTopic'])(
  'a run fails visibly when nobody may be told: %s',
  async (action) => {
    const giveBack = takeAway('AuditNotifyRole', action);
    const run = await stack.run();
    giveBack();
    expect([run.status, run.mails.length]).toEqual(['FAILED', action === 'sns:Publish' ? 0 : 1]);
    expect(run.cause).toContain('no mail could be sent');
  },
);

test('runs when every permission is there again', async () => {
  expect((await stack.run()).status).toBe('SUCCEEDED');
});
