import { parsePartitions } from '../../lib/analyses/parse-partitions';
import { ASKED, daysOf, eachDay, type Partitions, partitionCondition } from '../../lib/analyses/partitions';
import { DAY_MS } from '../../lib/shared/utc-dates';

const RUN = '20260301T120000Z-0123abcd';

test.each<[Partitions, string | undefined]>([
  [{}, undefined],
  [{ run: [RUN] }, `run = '${RUN}'`],
  [{ run: ASKED }, 'run = ?'],
  [{ account: ['111122223333', '111122223333'] }, "account = '111122223333'"],
  [{ region: ['eu-west-1', 'us-gov-west-1', 'cn-north-1'] }, "region in ('eu-west-1', 'us-gov-west-1', 'cn-north-1')"],
  [{ source_bucket: ['acme.media-1'] }, "source_bucket = 'acme.media-1'"],
  [
    { org: ['o-abcdefghij'], day: { from: '2026/02/03', to: '2026/02/05' } },
    "org = 'o-abcdefghij'\n  and day >= '2026/02/03'\n  and day <= '2026/02/05'",
  ],
  [{ day: { last: 7 } }, "day >= date_format(current_timestamp - interval '7' day, '%Y/%m/%d')"],
  [{ day: {} }, undefined],
])('%j reads the rows where %s', (partitions, expected) => {
  expect(partitionCondition(partitions)).toBe(expected);
});

test.each<Partitions>([
  { run: ["x' or '1'='1"] },
  { run: [`${RUN}\n`] },
  { org: ['o-'] },
  { account: ['11112222333'] },
  { region: ['eu-west-1/..'] },
  { source_bucket: ["b'"] },
  { source_bucket: ['../x'] },
  { day: { from: '2026-02-03' } },
  { day: { to: "2026/02/03' --" } },
])('fails on %j: nothing but plain values becomes text', (partitions) => {
  expect(() => partitionCondition(partitions)).toThrow(/^the partition \w+ can't be/);
});

test('fails on a column without a value: it would read nothing', () => {
  expect(() => partitionCondition({ run: [] })).toThrow('no value is given for the partition run');
});

test.each([
  ['2026-02-03T00:00:00Z', '2026-02-06T00:00:00Z', 0, '2026/02/03', '2026/02/05'],
  ['2026-02-03T23:59:59Z', '2026-02-06T00:00:00Z', 2 * DAY_MS, '2026/02/03', '2026/02/07'],
  ['2025-12-31T12:00:00Z', '2025-12-31T12:00:01Z', 0, '2025/12/31', '2025/12/31'],
])('the window from %s to %s with a padding of %i ms lies in the days %s to %s', (from, to, padding, first, last) => {
  expect(daysOf(new Date(from), new Date(to), padding)).toEqual({ from: first, to: last });
});

test('an open window reads days without end', () => {
  expect(daysOf(undefined, undefined, DAY_MS)).toEqual({});
});

test('each day of a span has a partition, over the end of February too', () => {
  expect(eachDay(new Date('2026-02-27T23:00:00Z'), new Date('2026-03-01T01:00:00Z'))).toEqual([
    '2026/02/27',
    '2026/02/28',
    '2026/03/01',
  ]);
});

describe('partitions of the command line', () => {
  const window = { from: new Date('2026-02-03T00:00:00Z'), to: new Date('2026-02-04T00:00:00Z') };

  test('of a run are no days', () => {
    expect(parsePartitions([`run=${RUN}`], window, 'access-logs')).toEqual({ run: [RUN] });
  });

  test('of accounts are those of the days, with the delivery padding of the logs', () => {
    expect(parsePartitions(['account=111122223333', 'account=444455556666'], window, 'access-logs')).toEqual({
      account: ['111122223333', '444455556666'],
      day: { from: '2026/02/03', to: '2026/02/05' },
    });
    expect(parsePartitions(['account=111122223333'], window, 'cloudtrail').day).toEqual({
      from: '2026/02/03',
      to: '2026/02/04',
    });
  });

  test.each(['run', 'month=2026', '=x'])('fails on %s', (text) => {
    expect(() => parsePartitions([text], window, 'access-logs')).toThrow('allowed is <column>=<value>');
  });
});
