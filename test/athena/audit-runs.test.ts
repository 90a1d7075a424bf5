import type { LogTypeId } from '../../lib/log-types/log-type';
import type { Coverage } from '../../lib/report/coverage';
import type { LocalAws } from '../aws';
import { deployAudit, LOG_BUCKET, STORY, startCloud, TRAIL_STORY } from '../cloud/audit-cloud';
import type { AuditStack } from '../cloud/audit-stack';
import { countsInside, laptopAnswers } from '../cloud/laptop-answers';
import { LogFiles } from '../cloud/log-files';
import { accessStoryFiles, trailStoryFiles, writeAccessLogs, writeTrail } from '../generator';
import { runCli } from '../helpers/cli';
import { withoutKeysThatDifferByCase } from './differential/json-key-shim';
import { TrinoEngine } from './trino-engine';

interface Case {
  readonly name: string;
  readonly logType: LogTypeId;
  readonly write: (folder: string) => unknown;
  /** Inputs of runs, each with how the run gets at the logs. */
  readonly runs: readonly (readonly [mode: string, input: object])[];
}

/** The queries are compared by themselves elsewhere; here are all of them once, and else a few with the coverage. */
const FEW = { analyses: ['deletions', 'config-changes', 'top-requests'] };
const CASES: readonly Case[] = [
  {
    name: 'flat access logs',
    logType: 'access-logs',
    write: (folder) => writeAccessLogs(folder, accessStoryFiles()),
    runs: [
      ['copy', { analyses: ['all'] }],
      ['listed', { ...FEW, copyMode: 'InPlace' }],
    ],
  },
  {
    name: 'partitioned access logs',
    logType: 'access-logs',
    write: (folder) => writeAccessLogs(folder, accessStoryFiles(), { layout: 'partitioned' }),
    runs: [['in-place', FEW]],
  },
  {
    name: 'rolled up access logs',
    logType: 'access-logs',
    write: async (folder) => {
      const files = accessStoryFiles();
      const half = files.length / 2;
      writeAccessLogs(folder, files.slice(half), { layout: 'partitioned' });
      const result = await runCli(['rollup', folder, folder, '--level', 'day', '--format', 'parquet']);
      expect(result).toMatchObject({ code: 0 });
      writeAccessLogs(folder, files.slice(0, half), { layout: 'partitioned' });
    },
    runs: [
      ['copy', { analyses: ['all'] }],
      ['listed', { ...FEW, copyMode: 'InPlace' }],
    ],
  },
  {
    name: 'trail of an account',
    logType: 'cloudtrail',
    write: (folder) => writeTrail(folder, trailStoryFiles()),
    runs: [
      ['in-place', FEW],
      ['copy', { analyses: ['all'], copyMode: 'Copy' }],
    ],
  },
  {
    name: 'trail of an organization',
    logType: 'cloudtrail',
    write: (folder) => writeTrail(folder, trailStoryFiles(), { organization: 'o-exampleorg' }),
    runs: [['in-place', FEW]],
  },
];

let aws: LocalAws;

beforeAll(async () => {
  const engine = new TrinoEngine();
  aws = await startCloud({ engine });
  engine.attach(aws);
});
afterAll(async () => {
  await aws.stop();
  aws.violations.assertNone();
});

describe.each(CASES)('$name', ({ name, logType, write, runs }) => {
  const logs = new LogFiles();
  const prefix = `${name.replaceAll(' ', '-')}/`;
  let stack: AuditStack;

  beforeAll(async () => {
    await write(logs.folder);
    logs.putInto(aws, LOG_BUCKET, prefix);
    const story = logType === 'cloudtrail' ? TRAIL_STORY : STORY;
    stack = await deployAudit(aws, { ...story, LogPrefix: prefix }, prefix.slice(0, -1));
  });
  afterAll(() => logs.remove());

  test.each(runs)('%s: a run of the deployed stack answers and counts as the laptop does', async (mode, input) => {
    const run = await stack.run(input);
    expect(run.cause).toBeUndefined();
    const { record } = run;
    expect(record).toMatchObject({ status: 'complete', mode, partial: [], failed: [] });
    const { rows, coverage } = await laptopAnswers(logs.folder, run);
    for (const { id } of record.analyses) {
      expect({ [id]: run.rows(id) }).toEqual({ [id]: rows[id]?.map(withoutKeysThatDifferByCase) });
    }
    expect(countsInside(record.coverage as Coverage)).toEqual(countsInside(coverage));
  });
});
