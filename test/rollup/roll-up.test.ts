import { gzipSync } from 'node:zlib';
import { rollUp } from '../../lib/rollup/roll-up';
import type { RollupJob } from '../../lib/rollup/rollup-job';
import { RollupTally } from '../../lib/rollup/rollup-tally';
import { LocalAws } from '../aws';
import { useAws } from '../helpers/s3-logs';
import { bucketPlace, folderPlace, jobOf, type TestPlace } from './rollup-histories';

let aws: LocalAws;
let leaveAws: () => void;
beforeAll(async () => {
  aws = await LocalAws.start();
  leaveAws = useAws(aws);
});
afterAll(async () => {
  leaveAws();
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
});
