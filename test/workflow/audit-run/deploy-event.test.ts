import { START_RUN_PROPERTIES } from '../../../lib/workflow/audit-run/cloud-names';
import {
  changesRun,
  type DeployEvent,
  deployExecutionName,
  deployReply,
  PHYSICAL_ID,
  runsOnDeploy,
} from '../../../lib/workflow/audit-run/deploy-event';

const properties = (parameters: object, runOnDeploy: unknown = 'true') => ({
  ServiceToken: 'arn',
  [START_RUN_PROPERTIES.runOnDeploy]: runOnDeploy,
  [START_RUN_PROPERTIES.runParameters]: parameters,
});
const event = (more: Partial<DeployEvent> = {}): DeployEvent => ({
  RequestType: 'Update',
  ResponseURL: 'https://example',
  StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/media-audit/0123',
  RequestId: 'request-1',
  LogicalResourceId: 'Run',
  ResourceProperties: properties({ FROM: '2026-02-03', TO: '2026-02-06' }),
  OldResourceProperties: properties({ TO: '2026-02-06', FROM: '2026-02-03' }),
  ...more,
});

test('an update that changes what a run does is one, in whatever order properties come', () => {
  expect(changesRun(event())).toBe(false);
  expect(changesRun(event({ OldResourceProperties: properties({ FROM: '2026-02-03' }) }))).toBe(true);
  expect(changesRun(event({ OldResourceProperties: properties({ FROM: '2026-02-02', TO: '2026-02-06' }) }))).toBe(true);
});

test('an update of anything else is none', () => {
  const other = { ...properties({ FROM: '2026-02-03', TO: '2026-02-06' }, 'false'), ServiceToken: 'other' };
  expect(changesRun(event({ OldResourceProperties: other }))).toBe(false);
});

test.each([
  ['true', true],
  [true, true],
  ['false', false],
  [undefined, false],
])('RunOnDeploy %p starts runs: %s', (value, expected) => {
  const ResourceProperties = { ...properties({}), [START_RUN_PROPERTIES.runOnDeploy]: value };
  expect(runsOnDeploy(event({ ResourceProperties }))).toBe(expected);
});

test('an event that is delivered twice names the same execution, another event another', () => {
  expect(deployExecutionName(event())).toBe(deployExecutionName(event()));
  expect(deployExecutionName(event())).not.toBe(deployExecutionName(event({ RequestId: 'request-2' })));
  expect(deployExecutionName(event())).toMatch(/^deploy-[0-9a-f]{32}$/);
});

test('the answer always names the same resource, and a long reason is cut', () => {
  const reply = deployReply(event(), 'FAILED', 'x'.repeat(5000));
  expect(reply.PhysicalResourceId).toBe(PHYSICAL_ID);
  expect(reply.Reason).toHaveLength(1000);
});
