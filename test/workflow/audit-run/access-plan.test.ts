import { chooseMode, requireFewPartitions } from '../../../lib/workflow/audit-run/access-plan';
import type { CopyMode } from '../../../lib/workflow/audit-run/settings';
import { failureOf } from '../../helpers/failure-of';

const stack = { logPrefix: 'logs/' };
const folders = ['logs/111122223333/eu-west-1/b/'];
const mode = (copyMode: CopyMode, found: { flat: boolean; folders: readonly string[] }, logPrefix = 'logs/') =>
  chooseMode(found, { copyMode, logPrefix }, stack);

test.each<[CopyMode, boolean, readonly string[], string]>([
  ['Auto', true, [], 'copy'],
  ['Auto', false, folders, 'in-place'],
  ['Auto', true, folders, 'copy'],
  ['Auto', false, [], 'copy'],
  ['Copy', false, folders, 'copy'],
  ['InPlace', false, folders, 'in-place'],
  ['InPlace', false, [], 'in-place'],
  ['InPlace', true, [], 'listed'],
])('CopyMode %s with flat logs %s and folders %j: %s', (copyMode, flat, found, expected) => {
  expect(mode(copyMode, { flat, folders: found })).toBe(expected);
});

test.each<[CopyMode, boolean, readonly string[], string]>([
  ['Auto', false, folders, 'copy'],
  ['Copy', false, folders, 'copy'],
  ['InPlace', false, folders, 'listed'],
  ['InPlace', true, [], 'listed'],
])(
  'with rollups that a table of days can not read: CopyMode %s, flat logs %s, folders %j: %s',
  (copyMode, flat, found, expected) => {
    expect(chooseMode({ flat, folders: found }, { copyMode, logPrefix: 'logs/' }, stack, true)).toBe(expected);
  },
);

test('below a longer prefix than the one of the stack logs are copied: its tables know only that', () => {
  expect(mode('Auto', { flat: false, folders }, 'logs/team/')).toBe('copy');
  expect(failureOf(() => mode('InPlace', { flat: false, folders }, 'logs/team/')).message).toContain(
    "only below the whole prefix 'logs/' of the stack, not below 'logs/team/'",
  );
});

test.each([
  ['a part of a folder', [], 'logs/app-'],
  ['a folder that has folders of days, too', folders, 'logs/'],
])('fails when flat logs of %s are to be read where they lie', (_, found, logPrefix) => {
  const failure = failureOf(() => mode('InPlace', { flat: true, folders: found }, logPrefix));
  expect(failure.code).toBe('NOT_SUPPORTED');
  expect(failure.message).toContain('choose CopyMode Copy or Auto');
});

const values = (count: number) => Array.from({ length: count }, (_, index) => String(index));

test('up to 20,000 partitions are read', () => {
  requireFewPartitions({ account: values(100), region: values(20) }, 10);
  requireFewPartitions({ org: ['o'], account: values(1), region: values(1), source_bucket: values(200) }, 100);
});

test.each([
  [
    { account: values(100), region: values(20) },
    11,
    '22000 partitions (100 accounts × 20 Regions × 11 days)',
    'filters.account',
  ],
  [
    { account: values(1), region: values(1), source_bucket: values(300) },
    90,
    '27000 partitions (1 account × 1 Region × 300 buckets × 90 days)',
    'fewer sourceBuckets',
  ],
])('fails on more, naming the number and what to do: %#', (partitions, days, counts, remedy) => {
  const failure = failureOf(() => requireFewPartitions(partitions, days));
  expect(failure.code).toBe('TOO_MANY_PARTITIONS');
  expect(failure.message).toContain(counts);
  expect(failure.message).toContain(remedy);
});
