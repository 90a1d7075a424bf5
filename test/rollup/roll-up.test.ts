import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetCodec } from '../../lib/rollup/parquet-codec';
import { rollUp } from '../../lib/rollup/roll-up';
import type { RollupJob } from '../../lib/rollup/rollup-job';
import type { RollupStore, StoredSource } from '../../lib/rollup/rollup-store';
import { RollupTally } from '../../lib/rollup/rollup-tally';
import { LocalAws } from '../aws';
import { readParsed } from '../helpers/parsed-logs';
import { useAws } from '../helpers/s3-logs';
import { FaultyStore, faultPlan } from './faulty-store';
import { bucketPlace, folderPlace, jobOf, linesIn, type TestPlace } from './rollup-histories';

let aws: LocalAws;
let leaveAws: () => void;
let workFolder: string;
beforeAll(async () => {
  aws = await LocalAws.start();
  leaveAws = useAws(aws);
  workFolder = mkdtempSync(join(tmpdir(), 'rollup-work-'));
});
afterAll(async () => {
  leaveAws();
  rmSync(workFolder, { recursive: true });
  await aws.stop();
  aws.violations.assertNone();
});

const PLACES: readonly (readonly [string, () => Promise<TestPlace>])[] = [
  ['a folder', async () => folderPlace()],
  ['a bucket', () => bucketPlace(aws)],
];

async function run(place: TestPlace, more: Partial<RollupJob> = {}, options = {}): Promise<RollupTally> {
  const tally = new RollupTally();
  const now = new Date('2026-02-10T00:00:00Z');
  await rollUp(jobOf(place, more), { now, olderThanMs: 0, sourceName: 'x', concurrency: 8, ...options }, tally);
  return tally;
}

const name = (time: string, id = '0123456789ABCDEF') => `${time}-${id}`;
const DAY = '2026-02-03';

function rollupsIn(place: TestPlace): Record<string, string> {
  const found = [...place.files()].filter(([key]) => key.endsWith('.rollup.log'));
  return Object.fromEntries(found.map(([key, content]) => [key, content.toString()]));
}

describe.each(PLACES)('in %s', (_, make) => {
  let place: TestPlace;
  beforeEach(async () => {
    place = await make();
  });
  afterEach(() => place.close());

  const rollups = () =>
    Object.fromEntries(
      [...place.files()].filter(([key]) => /\.rollup\.log$/.test(key)).map(([k, v]) => [k, v.toString()]),
    );

  test('the logs of a day become one rollup in the order of their names, and are deleted', async () => {
    place.put(name(`${DAY}-10-00-00`), 'b\nc\n');
    place.put(name(`${DAY}-09-00-00`), 'a\n');
    place.put(name('2026-02-04-00-00-00'), 'd\n');
    const tally = await run(place);
    expect(rollups()).toEqual({
      'rolled/2026-02-03.rollup.log': 'a\nb\nc\n',
      'rolled/2026-02-04.rollup.log': 'd\n',
    });
    expect([...place.files().keys()].filter((key) => !key.startsWith('rolled/'))).toEqual([]);
    expect(tally).toMatchObject({ written: 2, merged: 3, deleted: 3, failures: [], leftCount: 0 });
  });

  test('logs of several days at once, each of them more than a block, are not taken for each other', async () => {
    const days = ['2026-02-01', '2026-02-02', '2026-02-03', '2026-02-04'];
    const logsOf = (day: string) => [...'0123456789'].map((hour) => `${day} ${hour}\n`.repeat(20_000));
    for (const day of days)
      for (const [hour, lines] of logsOf(day).entries()) place.put(name(`${day}-0${hour}-00-00`), lines);
    const tally = await run(place);
    expect(tally).toMatchObject({ written: 4, merged: 40, deleted: 40, failures: [] });
    for (const day of days) expect(rollups()[`rolled/${day}.rollup.log`] === logsOf(day).join('')).toBe(true);
  });

  test('a rollup that is written in several steps counts once', async () => {
    for (let hour = 10; hour < 15; hour++) place.put(name(`${DAY}-${hour}-00-00`), `${hour}\n`);
    place.put(name('2026-02-04-10-00-00'), 'a\n');
    const options = { keep: true, maxSources: 2 };
    expect(await run(place, {}, options)).toMatchObject({ written: 2, unchanged: 0, merged: 6 });
    // in its last step, and in its first
    for (const [contained, hour] of [
      [6, '16'],
      [7, '09'],
    ]) {
      place.put(name(`${DAY}-${hour}-00-00`), `${hour}\n`);
      expect(await run(place, {}, options)).toMatchObject({ written: 1, unchanged: 1, merged: 1, contained });
    }
  });

  test('logs that arrive late are put at their places, whatever the order of arrival', async () => {
    place.put(name(`${DAY}-10-00-00`), 'c\n');
    await run(place);
    place.put(name(`${DAY}-11-00-00`), 'd');
    place.put(name(`${DAY}-08-00-00`), 'a');
    await run(place);
    place.put(name(`${DAY}-09-00-00`), gzipSync('b'));
    await run(place);
    expect(rollups()).toEqual({ 'rolled/2026-02-03.rollup.log': 'a\nb\nc\nd\n' });
    expect([...place.files().keys()].filter((key) => key.endsWith('.manifest.json'))).toHaveLength(1);
  });

  test('fails for a rollup that reads back as something else, and deletes none of its logs', async () => {
    const log = name(`${DAY}-10-00-00`);
    place.put(log, 'a\n');
    const destination = new FaultyStore(place.destination, faultPlan());
    destination.open = async function* () {
      yield Buffer.from('b\n');
    };
    const tally = await run(place, { destination });
    expect(tally).toMatchObject({ deleted: 0, failures: [{ output: expect.stringContaining('.rollup.log') }] });
    expect(place.files().get(log)?.toString()).toBe('a\n');
  });

  test('a log that changes after it was merged stays, and is merged by the next run', async () => {
    const log = name(`${DAY}-10-00-00`);
    place.put(log, 'a\n');
    const plan = faultPlan(0, undefined, () => {
      if (plan.seen.at(-1) === 'delete') place.put(log, 'other\n');
    });
    const tally = await run(place, { source: new FaultyStore(place.source, plan) });
    expect(tally).toMatchObject({ merged: 1, deleted: 0, leftCount: 1 });
    expect(place.files().get(log)?.toString()).toBe('other\n');
    await run(place);
    const [content = ''] = Object.values(rollups());
    expect(content.trimEnd().split('\n').sort()).toEqual(['a', 'other']);
    expect(place.files().has(log)).toBe(false);
  });

  test('--overwrite is refused when a log goes while it is read', async () => {
    const [kept, gone] = [name(`${DAY}-10-00-00`), name(`${DAY}-11-00-00`)];
    place.put(kept, 'a\n');
    place.put(gone, 'b\n');
    await run(place, {}, { keep: true });
    const plan = faultPlan(0, undefined, () => {
      if (plan.seen.at(-1) === 'read' && place.files().has(gone)) place.delete(gone);
    });
    const source = new FaultyStore(place.source, plan);
    const tally = await run(place, { source }, { keep: true, overwrite: true });
    expect(tally).toMatchObject({ failures: [{ refused: true }] });
    expect(rollups()).toEqual({ 'rolled/2026-02-03.rollup.log': 'a\nb\n' });
  });

  test('the order of a listing does not matter', async () => {
    const backwards = {
      ...place,
      source: Object.assign(Object.create(place.source) as RollupStore, {
        async *list(prefix: string) {
          const pages: (readonly StoredSource[])[] = [];
          for await (const page of place.source.list(prefix)) pages.push(page);
          yield pages.flat().reverse();
        },
      }),
    };
    for (const hour of ['01', '03', '05']) place.put(name(`${DAY}-${hour}-00-00`), `${hour}\n`);
    await run(backwards, {}, { keep: true });
    for (const hour of ['02', '04', '06']) place.put(name(`${DAY}-${hour}-00-00`), `${hour}\n`);
    const tally = await run(backwards);
    expect(rollups()).toEqual({ 'rolled/2026-02-03.rollup.log': '01\n02\n03\n04\n05\n06\n' });
    expect(tally).toMatchObject({ merged: 3, contained: 3, deleted: 6 });
  });

  test('a rollup by event time puts each line where it belongs', async () => {
    const line = (time: string, text: string) => `owner bucket [${time} +0000] ${text}`;
    place.put(
      name('2026-02-04-10-00-00'),
      `${line('03/Feb/2026:23:59:59', 'a')}\n${line('04/Feb/2026:00:00:00', 'b')}\nno time\n${line('03/Feb/2026:01:00:00', 'c')}`,
    );
    const tally = await run(place, { by: 'event-time' });
    expect(rollups()).toEqual({
      'rolled/2026-02-03.rollup.log': `${line('03/Feb/2026:23:59:59', 'a')}\n${line('03/Feb/2026:01:00:00', 'c')}\n`,
      'rolled/2026-02-04.rollup.log': `${line('04/Feb/2026:00:00:00', 'b')}\nno time\n`,
    });
    expect(tally).toMatchObject({ deleted: 1, failures: [] });
  });

  test('a rollup in Parquet takes late arrivals, and gives its lines back to the letter', async () => {
    const parquet = parquetCodec(workFolder);
    place.put(name(`${DAY}-10-00-00`), 'first\r\n\r\nsecond\rthird');
    await run(place, { format: 'parquet', parquet });
    place.put(name(`${DAY}-09-00-00`), Buffer.from('odd \u00e9\n', 'latin1'));
    place.put(name(`${DAY}-11-00-00`), '\ufeffmarked\n');
    const tally = await run(place, { format: 'parquet', parquet });
    expect(tally).toMatchObject({ merged: 2, deleted: 2, failures: [] });
    const file = join(workFolder, 'back.parquet');
    writeFileSync(file, place.files().get('rolled/2026-02-03.rollup.parquet') as Buffer);
    expect((await readParsed(file)).map(([, line]) => line)).toEqual([
      'odd \u00e9',
      'first',
      'second',
      'third',
      'marked',
    ]);
  });

  test('what cuts, glues or damages lines elsewhere does no harm', async () => {
    const long = 'x'.repeat(100_000);
    const broken = Buffer.from('caf\u00e9 \u0000 no utf-8\n', 'latin1');
    place.put(name(`${DAY}-01-00-00`), 'no end');
    place.put(name(`${DAY}-02-00-00`), '');
    place.put(name(`${DAY}-03-00-00`), `${long}\n${long}`);
    place.put(name(`${DAY}-04-00-00`), broken);
    place.put(`${name(`${DAY}-05-00-00`)}.gz`, gzipSync('packed\nlines'));
    place.put(name(`${DAY}-06-00-00`), Buffer.concat([gzipSync('two '), gzipSync('streams\n')]));
    const tally = await run(place);
    const expected = Buffer.concat([
      Buffer.from(`no end\n${long}\n${long}\n`),
      broken,
      Buffer.from('packed\nlines\ntwo streams\n'),
    ]);
    expect(place.files().get('rolled/2026-02-03.rollup.log')?.equals(expected)).toBe(true);
    expect(tally).toMatchObject({ merged: 6, deleted: 6, leftCount: 0 });
  });

  test('damaged logs stay where they are, and are told', async () => {
    const whole = gzipSync('a\nb\nc\n');
    place.put(`${name(`${DAY}-01-00-00`)}.gz`, whole.subarray(0, whole.length - 6));
    place.put(name(`${DAY}-02-00-00`), Buffer.concat([whole, Buffer.alloc(7)]));
    place.put(`${name(`${DAY}-03-00-00`)}.gz`, 'no gzip\n');
    place.put(name(`${DAY}-04-00-00`), 'good\n');
    const tally = await run(place);
    expect(rollups()).toEqual({ 'rolled/2026-02-03.rollup.log': 'good\n' });
    expect(tally).toMatchObject({ merged: 1, deleted: 1, leftCount: 3 });
    expect(tally.left.map(({ reason }) => reason).join()).toMatch(/gzip.*7 bytes follow.*gzip/);
  });

  test('a large source is merged piece by piece, and a damaged one of which much could be read is left out', async () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `${index} ${'y'.repeat(80)}`).join('\n');
    const noise = Buffer.from(Array.from({ length: 6_000_000 }, (_, index) => (index * 7919) % 251));
    const packed = gzipSync(noise, { level: 0 });
    place.put(name(`${DAY}-01-00-00`), 'a\n');
    place.put(name(`${DAY}-02-00-00`), lines);
    place.put(`${name(`${DAY}-03-00-00`)}.gz`, packed.subarray(0, packed.length - 20));
    const tally = await run(place);
    expect(rollups()).toEqual({ 'rolled/2026-02-03.rollup.log': `a\n${lines}\n` });
    expect(tally).toMatchObject({ merged: 2, deleted: 2, leftCount: 1 });
  });

  test('sub-prefixes and folders of days are kept as far as the level allows', async () => {
    const dated = '111122223333/eu-west-1/acme';
    place.put(`${dated}/2026/02/03/${name('2026-02-03-00-00-00')}`, 'a\n');
    place.put(`${dated}/2026/02/04/${name('2026-02-04-00-00-00')}`, 'b\n');
    place.put(`site/x-${name('2026-02-03-00-00-00')}`, 'c\n');
    await run(place, { level: 'month' }, { now: new Date('2026-03-01T00:00:00Z') });
    expect(rollups()).toEqual({
      [`rolled/${dated}/2026/02/2026-02.rollup.log`]: 'a\nb\n',
      'rolled/site/x-2026-02.rollup.log': 'c\n',
    });
  });

  test('names that tell only the day are refused for shorter periods, unless others of the day tell more', async () => {
    const dated = '111122223333/eu-west-1/acme';
    place.put(`${dated}/2026/02/03/${name('2026-02-03-00-00-00')}`, 'a\n');
    place.put(`${dated}/2026/02/04/${name('2026-02-04-00-00-00')}`, 'b\n');
    place.put(`${dated}/2026/02/04/${name('2026-02-04-07-00-00')}`, 'c\n');
    const tally = await run(place, { level: 'hour' });
    expect(rollups()).toEqual({
      [`rolled/${dated}/2026/02/04/2026-02-04-00.rollup.log`]: 'b\n',
      [`rolled/${dated}/2026/02/04/2026-02-04-07.rollup.log`]: 'c\n',
    });
    expect([...tally.plan.notMerged.keys()]).toContain('only the day in the name: use --level day or --by event-time');
  });

  test('periods that have not ended, or not long enough ago, are left alone', async () => {
    place.put(name('2026-02-09-23-59-59'), 'a\n');
    place.put(name('2026-02-08-10-00-00'), 'b\n');
    await run(place, {}, { olderThanMs: 24 * 3_600_000 });
    expect(rollups()).toEqual({ 'rolled/2026-02-08.rollup.log': 'b\n' });
  });

  test('with keep, another run finds everything in the rollup, also after files were touched', async () => {
    const key = name(`${DAY}-10-00-00`);
    place.put(key, 'a\n');
    await run(place, {}, { keep: true });
    place.put(key, 'a\n');
    const again = await run(place, {}, { keep: true });
    expect(again).toMatchObject({ merged: 0, contained: 1, unchanged: 1 });
    expect(rollups()).toEqual({ 'rolled/2026-02-03.rollup.log': 'a\n' });
    expect(await run(place)).toMatchObject({ merged: 0, contained: 1, deleted: 1 });
  });

  test('a rollup is written anew from its sources, and one that was changed is not trusted', async () => {
    place.put(name(`${DAY}-10-00-00`), 'a\n');
    await run(place, {}, { keep: true });
    const output = 'rolled/2026-02-03.rollup.log';
    const overwritten = await run(place, {}, { keep: true, overwrite: true });
    expect(overwritten).toMatchObject({ merged: 1, failures: [] });
    expect(rollups()).toEqual({ [output]: 'a\n' });
    place.put(output, 'b\n');
    const tally = await run(place);
    expect(tally.failures).toMatchObject([{ refused: true, message: expect.stringContaining('no manifest') }]);
    expect([...place.files().keys()]).toContain(name(`${DAY}-10-00-00`));
    expect(rollups()).toEqual({ [output]: 'b\n' });
  });

  test('rollups, manifests and other files within the source are never merged', async () => {
    place.put('2026-02-03.rollup.log', 'mine\n');
    place.put('notes.txt', 'x');
    place.put('deep/2026-02-03-10.rollup.log.gz', 'y');
    place.put(name(`${DAY}-10-00-00`), 'a\n');
    const tally = await run(place);
    expect(tally.plan.notMerged.get('rollup')).toMatchObject({ objects: 2 });
    expect(rollups()).toMatchObject({ '2026-02-03.rollup.log': 'mine\n', 'rolled/2026-02-03.rollup.log': 'a\n' });
  });
});

describe('in a bucket', () => {
  test('what S3 refuses, loses or repeats does no harm', async () => {
    const place = await bucketPlace(aws);
    const faults = [
      { action: 'PutObject', kind: 'lose-answer', nth: 2, times: 2 },
      { action: 'PutObject', resource: '.rollup.log', kind: 'lose-answer' },
      { action: 'GetObject', kind: 'cut-body', nth: 3, times: 2 },
      { action: 'GetObject', kind: 'corrupt-body', nth: 8, times: 2 },
      { action: 'HeadObject', kind: 'throttle', nth: 2, times: 2 },
      { action: 'DeleteObjects', kind: 'lose-answer', nth: 1, times: 2 },
      { action: 'PutObject', resource: '.rollup.log', kind: 'twice', nth: 3 },
      {
        action: 'PutObject',
        // only of writes with a condition
        resource: '.rollup.log',
        kind: 'fail',
        nth: 5,
        error: { code: 'ConditionalRequestConflict', message: 'two at once', status: 409 },
      },
    ] as const;
    for (const fault of faults) aws.faults.add({ service: 's3', ...fault });
    const expected: string[] = [];
    for (let index = 0; index < 40; index++) {
      const time = `2026-02-0${(index % 4) + 1}-0${index % 10}-00-00`;
      place.put(name(time, index.toString(16).toUpperCase().padStart(16, '0')), `${index}\n`);
      expected.push(`${index}`);
    }
    const tally = await run(place);
    aws.faults.clear();
    expect(tally).toMatchObject({ merged: 40, failures: [], leftCount: 0 });
    expect(linesIn(place.files()).rolled.sort()).toEqual(expected.sort());
    place.close();
  });

  test('a large rollup goes there in parts, and a part that is refused leaves nothing behind', async () => {
    const place = await bucketPlace(aws);
    const line = `${'z'.repeat(999)}\n`;
    for (let index = 0; index < 12; index++) place.put(name(`${DAY}-${10 + index}-00-00`), line.repeat(2000));
    aws.faults.add({ service: 's3', action: 'UploadPart', kind: 'deny', nth: 2, times: 9 });
    expect(await run(place)).toMatchObject({ merged: 0, failures: [{ refused: false }] });
    aws.faults.clear();
    const [bucket] = [...aws.s3.buckets.values()].slice(-1);
    expect(bucket?.uploads.size).toBe(0);
    expect(await run(place)).toMatchObject({ merged: 12, deleted: 12, failures: [] });
    expect(place.files().get('rolled/2026-02-03.rollup.log')?.length).toBe(12 * 2000 * 1000);
    place.close();
  });

  test('a rollup that somebody else has written meanwhile is begun anew', async () => {
    const place = await bucketPlace(aws);
    place.put(name(`${DAY}-10-00-00`), 'a\n');
    let isOther = false;
    const plan = faultPlan(0, undefined, async () => {
      if (isOther || plan.seen.at(-1) !== 'commit') return;
      isOther = true;
      place.put(name(`${DAY}-09-00-00`), 'b\n');
      await run(place);
    });
    const tally = await run(place, { destination: new FaultyStore(place.destination, plan) });
    expect(rollupsIn(place)).toEqual({ 'rolled/2026-02-03.rollup.log': 'b\na\n' });
    expect(tally).toMatchObject({ merged: 0, failures: [] });
    expect([...place.files().keys()].filter((key) => key.endsWith('.manifest.json'))).toHaveLength(1);
    place.close();
  });

  test('two at once merge every log once', async () => {
    const place = await bucketPlace(aws);
    for (let hour = 10; hour < 22; hour++) place.put(name(`${DAY}-${hour}-00-00`), `${hour}\n`);
    await Promise.all([run(place), run(place), run(place)]);
    expect(rollupsIn(place)).toEqual({
      'rolled/2026-02-03.rollup.log': Array.from({ length: 12 }, (_, index) => `${10 + index}\n`).join(''),
    });
    place.close();
  });
});

test('what killed rollups have left half written in a folder is removed', async () => {
  const place = folderPlace();
  place.put(name(`${DAY}-10-00-00`), 'a\n');
  place.put('rolled/_rollup.json.tmp', '{');
  place.put('rolled/_2026-02-03.rollup.0123456789abcdef0123456789abcdef.manifest.json.tmp', '{');
  place.put('rolled/.2026-02-03.rollup.log.0123456789abcdef.tmp', 'a');
  place.put('rolled/.mine.tmp', '');
  await run(place);
  expect([...place.files().keys()].filter((key) => key.endsWith('.tmp'))).toEqual(['rolled/.mine.tmp']);
  place.close();
});

test('fails in a folder where another rollup works', async () => {
  const place = folderPlace();
  const release = await place.destination.lock();
  place.put(name(`${DAY}-10-00-00`), 'a\n');
  await expect(run(place)).rejects.toMatchObject({ code: 'ROLLUP_BUSY', message: expect.stringContaining('process') });
  await release();
  expect(await run(place)).toMatchObject({ merged: 1 });
  place.close();
});
