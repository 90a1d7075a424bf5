import type { LogTypeId } from '../../lib/log-types/log-type';
import type { Coverage } from '../../lib/report/coverage';
import { TABLES, workKeys } from '../../lib/workflow/audit-run/cloud-names';
import type { LocalAws } from '../aws';
import {
  accessStoryFiles,
  deliver,
  deliverTrail,
  randomAccessEvents,
  randomTrailEvents,
  seededRandom,
  trailStoryFiles,
  writeAccessLogs,
  writeTrail,
} from '../generator';
import { deployAudit, LOG_BUCKET, STORY, startCloud, TRAIL_STORY, unexpectedDenials } from './audit-cloud';
import type { AuditRun } from './audit-run';
import type { AuditStack } from './audit-stack';
import { allAnalyses, countsInside, laptopAnswers } from './laptop-answers';
import { LogFiles } from './log-files';

const DELIVERY = { duplicates: 0.03, late: 0.01, broken: 0.02, blank: 0.02, bareCarriageReturn: true, oddFiles: true };

/** Logs of the story, and requests of every kind and era with hostile texts among them. */
const randomAccess = (cutByEventDay: boolean) =>
  deliver(randomAccessEvents({ seed: 21, count: 700, from: '2026-02-02', hostile: true }), seededRandom(21), {
    ...DELIVERY,
    slotMs: 12 * 3_600_000,
    cutByEventDay,
  });
const trail = () => [
  ...trailStoryFiles(),
  ...deliverTrail(randomTrailEvents({ seed: 22, count: 500, from: '2026-02-02', hostile: true }), seededRandom(22), {
    duplicates: 0.03,
    broken: 0.02,
    plain: 0.5,
  }),
];

interface Case {
  readonly name: string;
  readonly logType: LogTypeId;
  readonly write: (folder: string) => unknown;
  readonly ways: readonly Way[];
}

/** What is asked for, and the way that the run takes to the logs. */
interface Way {
  readonly input: object;
  readonly mode: string;
  readonly table: string;
  /** How late logs may be to be read, where a run reads more than it must: in place, all of a folder of a day. */
  readonly padding?: string;
}

const CASES: readonly Case[] = [
  {
    name: 'access logs, flat',
    logType: 'access-logs',
    write: (folder) => writeAccessLogs(folder, [...accessStoryFiles(), ...randomAccess(false)]),
    ways: [
      { input: {}, mode: 'copy', table: TABLES.accessLogsCopied },
      { input: { copyMode: 'InPlace' }, mode: 'listed', table: TABLES.accessLogsListed },
    ],
  },
  {
    name: 'access logs, partitioned by delivery',
    logType: 'access-logs',
    write: (folder) =>
      writeAccessLogs(folder, [...accessStoryFiles(), ...randomAccess(false)], { layout: 'partitioned' }),
    ways: [
      { input: {}, mode: 'in-place', table: TABLES.accessLogsInPlace },
      { input: { copyMode: 'Copy' }, mode: 'copy', table: TABLES.accessLogsCopied },
    ],
  },
  {
    name: 'access logs, partitioned by event',
    logType: 'access-logs',
    write: (folder) => writeAccessLogs(folder, randomAccess(true), { layout: 'partitioned', dateSource: 'event' }),
    ways: [{ input: {}, mode: 'in-place', table: TABLES.accessLogsInPlace, padding: '30d' }],
  },
  {
    name: 'trail of an account',
    logType: 'cloudtrail',
    write: (folder) => writeTrail(folder, trail()),
    ways: [
      { input: {}, mode: 'in-place', table: TABLES.cloudTrailInPlace, padding: '1d' },
      { input: { copyMode: 'Copy' }, mode: 'copy', table: TABLES.cloudTrailCopied },
    ],
  },
  {
    name: 'trail of an organization',
    logType: 'cloudtrail',
    write: (folder) => writeTrail(folder, trail(), { organization: 'o-exampleorg' }),
    ways: [
      { input: {}, mode: 'in-place', table: TABLES.cloudTrailOrganizationInPlace, padding: '1d' },
      { input: { copyMode: 'Copy' }, mode: 'copy', table: TABLES.cloudTrailCopied },
    ],
  },
];

let aws: LocalAws;

beforeAll(async () => {
  aws = await startCloud();
});
afterAll(async () => {
  await aws.stop();
  aws.violations.assertNone();
  expect(unexpectedDenials(aws)).toEqual([]);
});

describe.each(CASES)('$name', ({ name, logType, write, ways }) => {
  const logs = new LogFiles();
  const prefix = `${name.replaceAll(/\W+/g, '-')}/`;
  const isTrail = logType === 'cloudtrail';
  const analyses = allAnalyses(logType);
  let stack: AuditStack;

  beforeAll(async () => {
    write(logs.folder);
    logs.putInto(aws, LOG_BUCKET, prefix);
    const story = isTrail ? TRAIL_STORY : STORY;
    stack = await deployAudit(aws, { ...story, LogPrefix: prefix, Analyses: 'all' }, prefix.slice(0, -1));
  });
  afterAll(() => logs.remove());

  test.each(ways)('$mode: every answer is the one of the laptop, row for row', async (way) => {
    const run = await stack.run(way.input);
    expect(run.status).toBe('SUCCEEDED');
    const { record } = run;
    const { rows, coverage } = await laptopAnswers(logs.folder, run, way.padding);
    for (const id of analyses) expect({ [id]: run.rows(id) }).toEqual({ [id]: rows[id] });
    expect(record).toMatchObject({ status: 'complete', mode: way.mode, partial: [], failed: [] });
    expect(countsInside(record.coverage as Coverage)).toEqual(countsInside(coverage));
    expect(tableOf(stack, run)).toBe(way.table);
    expect(run.subjects).toEqual([
      `S3 Log Audit: started ${analyses.length} analyses (${prefix.slice(0, -1)})`,
      `S3 Log Audit: ${analyses.length} analyses (${prefix.slice(0, -1)})`,
    ]);
    expect(run.files).toEqual([...analyses.map((id) => `${id}.csv`), 'run.json'].sort());
  });
});

function tableOf(stack: AuditStack, { id }: AuditRun): string {
  const plan = aws.s3.read(stack.output('WorkBucket'), workKeys.state(id, 'plan'));
  return (JSON.parse(plan.toString()) as { table: string }).table;
}
