import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { requireFewObjects } from '../../../lib/workflow/audit-run/access-plan';
import { workKeys } from '../../../lib/workflow/audit-run/cloud-names';
import { abortLists } from '../../../lib/workflow/audit-run/run-lists';
import type { RunState } from '../../../lib/workflow/audit-run/run-state';
import { WorkStore } from '../../../lib/workflow/audit-run/work-store';
import { s3Client } from '../../aws/helpers';
import { settingsOf, trailSettingsOf } from '../../helpers/audit-settings';
import { PlanBench } from '../../helpers/plan-runs';

const INSIDE = [
  'media/2026-02-03-00-00-00-0000000000000000',
  'media/2026-02-05-12-00-00-AAAAAAAAAAAAAAAA',
  'media/2026-02-08-23-59-59-FFFFFFFFFFFFFFFF',
];
const OUTSIDE = ['media/2026-02-02-23-59-59-FFFFFFFFFFFFFFFF', 'media/2026-02-09-00-00-00-0000000000000000'];
const folder = (day: string, bucket = 'acme-media', account = '111122223333') =>
  `media/${account}/eu-west-1/${bucket}/${day}/2026-02-03-12-00-00-0123456789ABCDEF`;
const trail = (account: string, region: string, day: string, base = 'trail/AWSLogs/') =>
  `${base}${account}/CloudTrail/${region}/${day}/${account}_CloudTrail_${region}_20260203T1205Z_abcdefghijklmnop.json.gz`;

let bench: PlanBench;
const open = async (settings = settingsOf()) => {
  bench = await PlanBench.open(settings);
  return bench;
};

afterEach(() => bench.close());

describe('flat access logs', () => {
  test('are copied, those that can hold the window', async () => {
    const { put, plan, manifestOf, planOf, queriesOf } = bindings(await open());
    put([...INSIDE, ...OUTSIDE]);
    const state = await plan();
    expect(state).toMatchObject({ next: 'copy', mode: 'copy', objects: 3, bytes: 21, waitSeconds: 0 });
    expect(state.window).toEqual({ from: '2026-02-03T00:00:00Z', to: '2026-02-07T00:00:00Z' });
    expect(manifestOf(state)).toEqual(INSIDE);
    expect(planOf(state)).toMatchObject({ table: 'access_logs', partitions: { run: [state.runId] }, hints: [] });
    expect(queriesOf(state).map(({ name }) => name)).toEqual(['deletions', 'coverage']);
    expect(queriesOf(state)[0]?.sql).toContain(`run = '${state.runId}'`);
  });

  test('that are archived, too large, empty or excluded are left out and counted', async () => {
    const { put, plan, manifestOf } = bindings(await open());
    put(INSIDE);
    put(['media/2026-02-04-00-00-00-1111111111111111'], { storageClass: 'GLACIER' });
    put(['media/2026-02-04-00-00-00-2222222222222222'], {
      storageClass: 'DEEP_ARCHIVE',
      restoredUntil: new Date('2026-04-01T00:00:00Z'),
    });
    put(['media/2026-02-04-00-00-00-3333333333333333'], { body: { size: 0, read: () => Buffer.alloc(0) } });
    put(['media/2026-02-04-00-00-00-4444444444444444'], {
      body: { size: 6 * 1024 ** 3, read: () => Buffer.alloc(0) },
    });
    put(['media/2026-02-04-notes.txt']);
    const state = await plan({ excludeObjects: [`s3://acme-logs/${INSIDE[1]}`] });
    expect(manifestOf(state)).toEqual([INSIDE[0], 'media/2026-02-04-00-00-00-2222222222222222', INSIDE[2]]);
    expect(state.plan?.leftOut).toEqual({
      archived: 1,
      'empty file': 1,
      'too large': 1,
      excluded: 1,
      'other file': 1,
    });
    expect(state.plan?.lost).toEqual([
      { key: 'media/2026-02-04-00-00-00-1111111111111111', reason: 'archived as GLACIER' },
      { key: 'media/2026-02-04-00-00-00-4444444444444444', reason: 'too large' },
      { key: INSIDE[1], reason: 'excluded' },
    ]);
  });

  test('are listed when they are to be read where they lie', async () => {
    const { put, plan, planOf, aws } = bindings(await open());
    put([...INSIDE, ...OUTSIDE]);
    const state = await plan({ copyMode: 'InPlace', excludeObjects: [INSIDE[1]] });
    expect(state).toMatchObject({ next: 'query', mode: 'listed', objects: 2 });
    expect(planOf(state)).toMatchObject({ table: 'access_logs_listed', partitions: { run: [state.runId] } });
    expect(aws.s3.read('audit-work', `${workKeys.listedLogs(state.runId)}objects`).toString()).toBe(
      `s3://acme-logs/${INSIDE[0]}\ns3://acme-logs/${INSIDE[2]}\n`,
    );
  });

  test('fail when they are to be read where they lie among too many others', async () => {
    const { put, aws } = bindings(await open());
    put([...INSIDE, ...OUTSIDE]);
    const s3 = s3Client(aws);
    const [request, place] = [{ logPrefix: 'media/' }, { logBucket: 'acme-logs' }];
    await requireFewObjects(s3, request, place, 5);
    await expect(requireFewObjects(s3, request, place, 4)).rejects.toMatchObject({
      code: 'TOO_MANY_OBJECTS',
      message: expect.stringContaining('more than 4 objects below s3://acme-logs/media/'),
    });
    s3.destroy();
  });
});

describe('a plan that takes several invocations', () => {
  const many = Array.from(
    { length: 2500 },
    (_, index) => `media/2026-02-04-00-00-00-${index.toString(16).toUpperCase().padStart(16, '0')}`,
  );

  test('lists and writes the same as one that takes one', async () => {
    const { put, plan, manifestOf } = bindings(await open());
    put(many);
    const rounds: unknown[] = [];
    const state = await plan({}, 0, ({ plan: progress }) => rounds.push(progress?.cursor));
    expect(rounds).toEqual([
      { range: 0, after: many[999] },
      { range: 0, after: many[1999] },
      { range: 0, after: many[2499] },
      // and where a rollup of the month would be
      { range: 1 },
    ]);
    expect(state).toMatchObject({ next: 'copy', objects: 2500 });
    expect(manifestOf(state)).toEqual(many);
    const whole = await plan();
    expect(whole.plan?.manifestETag).toBe(state.plan?.manifestETag);
  });

  test('does each of them again without a line too much or too few', async () => {
    const { put, step, manifestOf } = bindings(await open());
    put(many);
    let state = await step({}, {}, 0);
    while (state.next === 'plan') {
      await step(state, {}, 0);
      state = await step(state, {}, 0);
    }
    expect(manifestOf(state)).toEqual(many);
  });
});

describe('a manifest that is larger than a part', () => {
  // 10 MB of long names
  const COUNT = 11_500;
  const key = (index: number) => `media/2026-02-04-00-00-00-${index.toString(16).toUpperCase().padStart(900, '0')}`;

  async function openLarge() {
    const opened = await open(settingsOf({ LOG_BUCKET: 'many-logs' }));
    const body = { size: 100, read: () => Buffer.alloc(100) };
    opened.aws.s3.createSyntheticBucket({ name: 'many-logs' }, { count: COUNT, keyAt: key, contentAt: () => body });
    return opened;
  }
  const linesOf = (aws: PlanBench['aws'], runId: string) =>
    aws.s3.read('audit-work', workKeys.copyManifest(runId)).toString().trimEnd().split('\n');

  test('is uploaded in parts, with the calls that this takes and no more', async () => {
    const { aws, plan } = await openLarge().then((opened) => ({ aws: opened.aws, plan: opened.plan.bind(opened) }));
    const state = await plan();
    const lines = linesOf(aws, state.runId);
    expect(state.objects).toBe(COUNT);
    expect(lines).toHaveLength(COUNT);
    expect(lines.at(-1)).toBe(`many-logs,${key(COUNT - 1)}`);
    expect(state.plan?.manifestETag).toMatch(/^[0-9a-f]{32}-\d$/);
    expect(aws.calls.of('s3:ListBucket').length).toBeLessThan(COUNT / 1000 + 10);
  });

  test('is the same when the invocation that finished it is repeated, because its answer was lost', async () => {
    const opened = await openLarge();
    let state = await opened.step({}, {}, 0);
    // far enough for an upload to have begun
    while (state.plan?.lists?.logs?.uploadId === undefined) state = await opened.step(state, {}, 0);
    const finished = await opened.step(state);
    expect(finished.next).toBe('copy');
    const again = await opened.step(state);
    expect(again).toMatchObject({ next: 'copy', objects: COUNT });
    expect(linesOf(opened.aws, again.runId)).toEqual(linesOf(opened.aws, finished.runId));
  });
});

describe('logs in folders of days', () => {
  test('are read where they lie, with static conditions on their partitions', async () => {
    const { put, plan, planOf, queriesOf } = bindings(await open());
    put(['2026/02/02', '2026/02/03', '2026/02/08', '2026/02/09'].map((day) => folder(day)));
    put([folder('2026/02/03', 'acme-site'), 'media/111122223333/eu-west-1/acme-media/2026/02/03/_hidden']);
    const state = await plan({ excludeObjects: [folder('2026/02/08')] });
    expect(state).toMatchObject({ next: 'query', mode: 'in-place', objects: 1 });
    expect(state.plan?.leftOut).toEqual({ excluded: 1, 'hidden file': 1 });
    expect(planOf(state)).toMatchObject({
      table: 'access_logs_in_place',
      partitions: {
        account: ['111122223333'],
        region: ['eu-west-1'],
        source_bucket: ['acme-media'],
        day: { from: '2026/02/03', to: '2026/02/08' },
      },
    });
    for (const { sql, parameters } of queriesOf(state)) {
      expect(sql).toContain("source_bucket = 'acme-media'");
      expect(sql).toContain("day >= '2026/02/03'");
      expect(parameters[0]).toBe(`'s3://acme-logs/${folder('2026/02/08')}'`);
    }
  });

  test('are copied when that is asked for', async () => {
    const { put, plan, manifestOf } = bindings(await open());
    put([folder('2026/02/03'), folder('2026/02/20')]);
    const state = await plan({ copyMode: 'Copy' });
    expect(state).toMatchObject({ next: 'copy', mode: 'copy', objects: 1 });
    expect(manifestOf(state)).toEqual([folder('2026/02/03')]);
  });

  test('are copied with flat ones beside them, of whatever year and account', async () => {
    const { put, plan, manifestOf } = bindings(await open());
    const accounts = ['000000000001', '201512345678', '202612345678', '999999999999'];
    put(accounts.map((account) => folder('2026/02/03', 'acme-media', account)));
    const flatYears = [2009, 2015, 2026].flatMap((year) =>
      Array.from({ length: 1100 }, (_, index) => `media/${year}-02-05-00-00-00-${String(index).padStart(16, '0')}`),
    );
    put(flatYears);
    const state = await plan();
    expect(state).toMatchObject({ next: 'copy', objects: 1100 + 4 });
    expect(manifestOf(state).filter((key) => key.includes('/eu-west-1/'))).toHaveLength(4);
  });

  test('of a bucket that has none are told', async () => {
    const { put, plan, planOf } = bindings(await open());
    put([folder('2026/02/03')]);
    const state = await plan({ sourceBuckets: ['acme-media', 'acme-site'] });
    expect(planOf(state).notes).toEqual(['there are no logs of acme-site in folders of the log bucket']);
  });

  test('of a bucket that logs into itself are read with a warning', async () => {
    const { put, plan, planOf } = bindings(await open());
    put([folder('2026/02/03', 'acme-logs')]);
    const state = await plan({ sourceBuckets: ['acme-logs'] });
    expect(planOf(state).notes[0]).toMatch(/^the log bucket acme-logs is audited itself/);
  });
});

describe('rollups in Parquet', () => {
  const rollup = (day: string) => folder(day).replace(/[^/]*$/, `${day.replaceAll('/', '-')}.rollup.parquet`);
  const listedAt = ({ aws }: PlanBench, key: string) => aws.s3.read('audit-work', key).toString().trimEnd().split('\n');
  const addressOf = (key: string) => `s3://acme-logs/${key}`;

  test('have a table of their own beside the logs that are copied', async () => {
    const bench = await open();
    const { put, plan, manifestOf, planOf, queriesOf } = bindings(bench);
    put([INSIDE[0] as string, 'media/2026-02-04.rollup.parquet', 'media/2026-01-04.rollup.parquet']);
    const state = await plan();
    expect(state).toMatchObject({ next: 'copy', mode: 'copy', objects: 2, plan: { rolledUp: 1 } });
    expect(manifestOf(state)).toEqual([INSIDE[0]]);
    expect(listedAt(bench, `${workKeys.listedRollups(state.runId)}objects`)).toEqual([
      addressOf('media/2026-02-04.rollup.parquet'),
    ]);
    expect(planOf(state)).toMatchObject({
      rolledUp: 1,
      notes: ['1 rollup in Parquet is read where it lies, and not copied'],
    });
    for (const { sql } of queriesOf(state)) expect(sql).toContain('from access_logs_rolled_up\n');
  });

  test('are all that there is: nothing is copied, and none is too large', async () => {
    const { put, plan } = bindings(await open());
    put(['media/2026-02-04.rollup.parquet'], { body: { size: 6 * 1024 ** 3, read: () => Buffer.alloc(0) } });
    const state = await plan();
    expect(state).toMatchObject({ next: 'query', mode: 'copy', objects: 1 });
    expect(state.plan?.manifestETag).toBeUndefined();
  });

  test('are not asked for where there are none', async () => {
    const { put, plan, queriesOf } = bindings(await open());
    put(INSIDE);
    for (const { sql } of queriesOf(await plan())) expect(sql).not.toContain('rolled_up');
  });

  test('have a list whose upload is given up with that of the logs', async () => {
    const { aws } = await open();
    const s3 = s3Client(aws);
    const store = new WorkStore(s3, 'audit-work', '111122223333', '20260301T120000Z-0123abcd');
    const begin = async (Key: string) => {
      const { UploadId = '' } = await s3.send(new CreateMultipartUploadCommand({ Bucket: 'audit-work', Key }));
      return { uploadId: UploadId, kept: '' };
    };
    const lists = {
      logs: await begin(workKeys.copyManifest(store.runId)),
      rollups: await begin(`${workKeys.listedRollups(store.runId)}objects`),
    };
    expect(aws.s3.requireBucket('audit-work').uploads.size).toBe(2);
    await abortLists({ mode: 'copy', runId: store.runId, plan: { lists } } as unknown as RunState, store);
    expect(aws.s3.requireBucket('audit-work').uploads.size).toBe(0);
    s3.destroy();
  });

  test('in a folder of days fail a run in place that would have to list too many logs', async () => {
    const { put, step } = bindings(await open());
    const log = folder('2026/02/03');
    put([
      ...Array.from({ length: 1500 }, (_, index) => log.replace(/.{4}$/, String(1000 + index))),
      rollup('2026/02/02'),
    ]);
    const input = { copyMode: 'InPlace', from: '2026-02-02' };
    const state = await step({}, input, 0);
    expect(state).toMatchObject({ next: 'plan', mode: 'listed', objects: 1 });
    const many = { ...state, objects: 99_900 };
    await expect(step(many, input)).rejects.toMatchObject({ code: 'TOO_MANY_OBJECTS' });
  });

  test('in a folder of days have its logs listed, whenever they are met, and when that answer was lost', async () => {
    const bench = await open();
    const { put, step } = bindings(bench);
    const logs = Array.from({ length: 1500 }, (_, index) =>
      folder('2026/02/03').replace(/.{4}$/, String(1000 + index)),
    );
    const rollups = [rollup('2026/02/04'), rollup('2026/02/05')];
    put([...logs, ...rollups]);
    const input = { copyMode: 'InPlace' };
    const modes: (string | undefined)[] = [];
    let state = await step({}, input, 0);
    while (state.next === 'plan') {
      modes.push(state.mode);
      await step(state, input, 0);
      state = await step(state, input, 0);
    }
    expect(new Set(modes)).toEqual(new Set(['in-place', 'listed']));
    expect(state).toMatchObject({ next: 'query', mode: 'listed', objects: 1502, plan: { rolledUp: 2 } });
    expect(listedAt(bench, `${workKeys.listedLogs(state.runId)}objects`)).toEqual(logs.map(addressOf));
    expect(listedAt(bench, `${workKeys.listedRollups(state.runId)}objects`)).toEqual(rollups.map(addressOf));
  });
});

describe('CloudTrail', () => {
  test('of single accounts is read where it lies, in all Regions', async () => {
    const { put, plan, planOf } = bindings(await open(trailSettingsOf()));
    put([
      trail('111122223333', 'eu-west-1', '2026/02/03'),
      trail('111122223333', 'us-east-1', '2026/02/04'),
      trail('444455556666', 'eu-west-1', '2026/02/04'),
      trail('444455556666', 'eu-west-1', '2026/01/04'),
      'trail/AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/02/03/digest.json.gz',
    ]);
    const state = await plan();
    expect(state).toMatchObject({ next: 'query', mode: 'in-place', objects: 3 });
    expect(planOf(state)).toMatchObject({
      table: 'cloudtrail_in_place',
      partitions: { account: ['111122223333', '444455556666'], region: ['eu-west-1', 'us-east-1'] },
    });
  });

  test('is narrowed to the partitions of the filters', async () => {
    const { put, plan, planOf } = bindings(await open(trailSettingsOf()));
    put([trail('111122223333', 'eu-west-1', '2026/02/03'), trail('444455556666', 'us-east-1', '2026/02/03')]);
    const state = await plan({ filters: { account: '444455556666', region: ['us-east-1', 'us-west-2'] } });
    expect(state.objects).toBe(1);
    expect(planOf(state).partitions).toMatchObject({ account: ['444455556666'], region: ['us-east-1'] });
  });

  test('of an organization goes before that of single accounts, and the mail says so', async () => {
    const { put, plan, planOf } = bindings(await open(trailSettingsOf()));
    put([
      trail('111122223333', 'eu-west-1', '2026/02/03', 'trail/AWSLogs/o-abcdefghij/'),
      trail('111122223333', 'eu-west-1', '2026/02/03'),
    ]);
    const state = await plan();
    expect(planOf(state)).toMatchObject({
      table: 'cloudtrail_organization_in_place',
      partitions: { org: ['o-abcdefghij'], account: ['111122223333'] },
      objects: 1,
    });
    expect(planOf(state).notes[0]).toContain('trails of single accounts lie beside it (111122223333)');
  });

  test('is copied when that is asked for, the logs of the window', async () => {
    const { put, plan, manifestOf, planOf } = bindings(await open(trailSettingsOf()));
    const log = trail('111122223333', 'eu-west-1', '2026/02/03');
    put([log, `${log.replace('20260203T1205Z', '20260202T1205Z')}`]);
    const state = await plan({ copyMode: 'Copy' });
    expect(manifestOf(state)).toEqual([log]);
    expect(planOf(state)).toMatchObject({ table: 'cloudtrail', leftOut: { 'outside the window': 1 } });
  });

  test('fails on two organizations below one prefix', async () => {
    const { put, plan } = bindings(await open(trailSettingsOf()));
    for (const org of ['o-abcdefghij', 'o-klmnopqrst']) {
      put([trail('111122223333', 'eu-west-1', '2026/02/03', `trail/AWSLogs/${org}/`)]);
    }
    await expect(plan()).rejects.toMatchObject({
      code: 'LAYOUT_UNKNOWN',
      message: expect.stringContaining('o-abcdefghij, o-klmnopqrst'),
    });
  });

  test('fails on more partitions than a query should read', async () => {
    const { put, plan } = bindings(await open(trailSettingsOf({ MAX_DAYS: '400' })));
    for (let account = 0; account < 60; account++) {
      put([trail(String(111_111_111_111 + account), 'eu-west-1', '2026/02/03')]);
    }
    await expect(plan({ from: '2025-02-01', to: '2026-02-01' })).rejects.toMatchObject({
      code: 'TOO_MANY_PARTITIONS',
      message: expect.stringContaining('60 accounts × 1 Region × 368 days'),
    });
  });
});

describe('nothing found', () => {
  test.each<[string, readonly string[], RegExp]>([
    ['an empty prefix', [], /^there is nothing below s3:\/\/acme-logs\/media\/: check LogPrefix/],
    ['another time', OUTSIDE, /may not be delivered yet, may have expired/],
    ['other objects', ['media/readme.txt'], /holds, for example, media\/readme.txt/],
  ])('for %s has likely causes', async (_, keys, hint) => {
    const { put, plan, planOf } = bindings(await open());
    put(keys);
    const state = await plan();
    expect(state).toMatchObject({ next: 'nothing-found', objects: 0 });
    expect(planOf(state).hints.join('\n')).toMatch(hint);
  });

  test('because the prefix lacks its slash', async () => {
    const { put, plan, planOf } = bindings(await open(settingsOf({ LOG_PREFIX: 'media' })));
    put(INSIDE);
    expect(planOf(await plan()).hints[0]).toBe('perhaps LogPrefix lacks a slash at its end: s3://acme-logs/media/');
  });

  test('because the logs are of the other type', async () => {
    const { put, plan, planOf } = bindings(await open(settingsOf({ LOG_PREFIX: 'trail/' })));
    put([trail('111122223333', 'eu-west-1', '2026/02/03')]);
    expect(planOf(await plan()).hints.join('\n')).toContain(
      'these look like AWS CloudTrail: LogType is CloudTrail then',
    );
  });

  test('because all logs of the window are archived', async () => {
    const { put, plan, planOf } = bindings(await open());
    put(INSIDE, { storageClass: 'GLACIER' });
    const state = await plan();
    expect(state.next).toBe('nothing-found');
    expect(planOf(state).hints[0]).toBe('3 objects there were left out: archived');
  });
});

describe('a log bucket that can not be read', () => {
  test('fails when there is none', async () => {
    const { plan } = bindings(await open(settingsOf({ LOG_BUCKET: 'nowhere' })));
    await expect(plan()).rejects.toMatchObject({
      code: 'LOG_BUCKET_MISSING',
      message: expect.stringContaining('there is no bucket nowhere'),
    });
  });

  test('fails when it is in another Region, naming it', async () => {
    const opened = await open(settingsOf({ LOG_BUCKET: 'far-logs' }));
    opened.aws.s3.createBucket({ name: 'far-logs', region: 'us-east-2' });
    await expect(opened.plan()).rejects.toMatchObject({
      code: 'LOG_BUCKET_ELSEWHERE',
      message: expect.stringContaining('is in us-east-2, but the stack is in eu-west-1; deploy the stack in us-east-2'),
    });
  });

  test('fails when it may not be listed', async () => {
    const opened = await open(settingsOf({ LOG_BUCKET: 'their-logs' }));
    opened.aws.s3.createBucket({ name: 'their-logs', account: '999988887777' });
    await expect(opened.plan()).rejects.toMatchObject({
      code: 'LOG_BUCKET_DENIED',
      message: expect.stringContaining("'s3-log-audit grants --stack media-audit' prints"),
    });
  });

  test('fails when Athena would not see the logs', async () => {
    const { plan } = bindings(await open(settingsOf({ LOG_PREFIX: '_logs/' })));
    await expect(plan()).rejects.toMatchObject({ code: 'HIDDEN_PREFIX' });
  });

  test('leaves no upload behind when the listing fails half-way', async () => {
    const opened = await open();
    const { aws } = opened;
    opened.put(INSIDE);
    const failing = s3Client(aws);
    aws.faults.add({
      kind: 'fail',
      service: 's3',
      action: 'PutObject',
      resource: 'copy-manifest',
      times: Number.POSITIVE_INFINITY,
      error: { code: 'AccessDenied', message: 'no', status: 403 },
    });
    await expect(opened.step({}, {}, 900_000, failing)).rejects.toBeDefined();
    failing.destroy();
    expect(aws.s3.requireBucket('audit-work').uploads.size).toBe(0);
  });
});

test('days of the window and of its padding are listed, not more', async () => {
  const { put, plan, aws } = bindings(await open());
  put([folder('2026/02/03')]);
  await plan({ from: '2026-02-03', to: '2026-02-03', deliveryPadding: '1d' });
  const listed = aws.calls
    .of('s3:ListBucket')
    .map(({ conditions = {} }) => conditions['s3:prefix']?.[0] ?? '')
    .filter((prefix) => /\d{4}\/\d{2}\/\d{2}\/$/.test(prefix))
    .map((prefix) => prefix.slice(-11, -1));
  expect(listed).toEqual(['2026/02/03', '2026/02/04']);
});

/** The methods of the bench by themselves. */
function bindings(opened: PlanBench) {
  return {
    aws: opened.aws,
    put: opened.put.bind(opened),
    step: opened.step.bind(opened),
    plan: opened.plan.bind(opened),
    manifestOf: opened.manifestOf.bind(opened),
    planOf: opened.planOf.bind(opened),
    queriesOf: opened.queriesOf.bind(opened),
  };
}
