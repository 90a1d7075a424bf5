import { workKeys } from '../../lib/workflow/audit-run/cloud-names';
import type { LocalAws } from '../aws';
import { deployAudit, LOG_BUCKET, startCloud } from './audit-cloud';
import { answersNothing, createManyLogs, endsOfRange, MANY_DAY, MANY_PREFIX } from './many-logs';

/** As many as `npm run test:scale` says, which takes minutes; few without it. */
const { logsAtScale: LOGS = 15_000 } = globalThis as { logsAtScale?: number };
/** Seconds until an invocation of the plan is ended: it goes on in another one half a minute before. */
const PLAN_SECONDS = LOGS > 100_000 ? 60 : 31;

let aws: LocalAws;

beforeAll(async () => {
  aws = await startCloud({ engine: answersNothing(LOGS) });
  createManyLogs(aws, LOGS);
});
afterAll(async () => {
  await aws.stop();
  aws.violations.assertNone();
});

test(`a run lists only its range, and copies all of its ${LOGS} objects, with a small state and a short history`, async () => {
  const stack = await deployAudit(aws, { LogPrefix: MANY_PREFIX, From: MANY_DAY, To: MANY_DAY });
  aws.lambda.require('Plan').timeoutSeconds = PLAN_SECONDS;
  const run = await stack.run();
  expect(run.record).toMatchObject({ status: 'complete', objects: LOGS, mode: 'copy' });

  const plans = run.states.filter((state) => state === 'Plan').length;
  expect(plans).toBeGreaterThan(1);
  const lists = aws.calls.of('s3:ListBucket').filter(({ resource }) => resource.endsWith(LOG_BUCKET));
  // a page for each thousand; each invocation begins anew; a few looks at how the logs lie, and for rollups
  expect(lists.length).toBeLessThan(LOGS / 1000 + plans + 10);

  const work = stack.output('WorkBucket');
  const lines = aws.s3.read(work, workKeys.copyManifest(run.id)).toString().trimEnd().split('\n');
  const ends = endsOfRange(LOGS);
  expect([lines[0], lines.at(-1)]).toEqual(ends.map((key) => `${LOG_BUCKET},${key}`));
  expect([lines.length, new Set(lines).size]).toEqual([LOGS, LOGS]);
  const { objects } = aws.s3.requireBucket(work);
  const copies = `${workKeys.copiedLogs(run.id)}/`;
  expect(objects.from(`${copies}~`) - objects.from(copies)).toBe(LOGS);

  expect(run.execution.largestState).toBeLessThan(8 * 1024);
  expect(run.execution.history.events.length).toBeLessThan(200 + 10 * plans);
});
