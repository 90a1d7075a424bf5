import fc from 'fast-check';
import stringWidth from 'string-width';
import type { Row } from '../../../lib/report/result';
import { formatTable } from '../../../lib/report/terminal/format-table';
import { auditResult, columns, renderText } from '../../helpers/audit-result';
import { expectGolden } from '../../helpers/golden';

const summaryColumns = columns(
  'requester bucket operation error_code requests:integer error_rate:double first_time:timestamp last_time:timestamp',
);
const role = 'arn:aws:sts::111122223333:assumed-role/CleanUp/nightly';
const summaryRows: Row[] = [
  [role, 'photos', 'REST.GET.OBJECT', null, 1234567, 0.0123456, '2026-11-02T09:14:05Z', '2026-11-02T10:00:00Z'],
  ['-', 'photos', '', 'AccessDenied', 12n, 1, '2026-11-02T09:14:05Z', '2026-11-02T10:00:00Z'],
];

const render = (rows: readonly Row[], width: number, more = {}, color = false) =>
  renderText(formatTable, auditResult(summaryColumns, rows, more), { width, color });

test.each([80, 110, 160, 240])('fits the answer into a terminal of %i columns', async (width) => {
  const text = await render(summaryRows, width);
  expectGolden(`report/table-${width}.txt`, text);
  for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width);
});

test('colours only when asked to', async () => {
  expect(await render(summaryRows, 160)).not.toContain('\u001b');
  expectGolden('report/table-color.txt', await render(summaryRows, 160, {}, true));
});

test('says that there are no rows', async () => {
  expect(await render([], 80)).toBe('Deleted objects\nno rows\n');
});

const numbered = (count: number): Row[] => Array.from({ length: count }, (_, index) => [`key-${index + 1}`]);

test('shows fifty rows and says how many more there are', async () => {
  const text = await renderText(formatTable, auditResult(columns('key'), numbered(1284)));
  expect(text.match(/^key-/gm)).toHaveLength(50);
  expect(text).toContain('key-50\n… and 1,234 more rows (use --format csv or -o FILE for all)\n');
});

test('shows fifty rows without a remark when that is all', async () => {
  const text = await renderText(formatTable, auditResult(columns('key'), numbered(50)));
  expect(text.endsWith('key-50\n')).toBe(true);
});

test('stops reading once it has the rows that it shows', async () => {
  let batches = 0;
  let closed = false;
  async function* endless() {
    try {
      while (true) {
        batches++;
        yield numbered(20);
      }
    } finally {
      closed = true;
    }
  }
  const text = await renderText(formatTable, auditResult(columns('key'), [], { rows: endless(), rowCount: 5000 }));
  expect(text.match(/^key-/gm)).toHaveLength(50);
  expect({ batches, closed }).toEqual({ batches: 3, closed: true });
});

test('says when the limit left rows out', async () => {
  const text = await renderText(
    formatTable,
    auditResult(columns('key'), numbered(3), { truncated: true, limit: 1000 }),
  );
  expect(text).toContain('key-3\nthere are more rows than the limit of 1,000 (use --limit 0 for all)\n');
});

test('shows what log text hides and keeps it in its cell', async () => {
  const text = await renderText(formatTable, auditResult(columns('key note'), [['a\u001b[2J\nb', '\u202ex']]));
  expect(text).toContain('a\\x1b[2J\\nb  \\u202ex\n');
});

test.each([
  ['a table', 'key bucket'],
  ['a list of records', 'key bucket requester operation user_agent'],
])('says in %s when a value is longer than shown', async (_, names) => {
  const row: Row = ['x'.repeat(700), ...names.split(' ').slice(1)];
  const text = await renderText(formatTable, auditResult(columns(names), [row]), { width: 50 });
  expect(text).toContain('x…');
  expect(text.startsWith('Deleted objects\n── 1')).toBe(names.includes('requester'));
  expect(text).toContain('… ends a value that is longer (whole in every other format)\n');
});

test('cuts a value of a megabyte before it lays out the table', async () => {
  const text = await renderText(formatTable, auditResult(columns('key'), [['x'.repeat(1 << 20)]]), { width: 5000 });
  expect(text).toContain(`\n${'x'.repeat(2000)}…\n… ends a value`);
});

test('folds timestamps rather than cut a value', async () => {
  const key = 'k'.repeat(70);
  const times = columns('key first_time:timestamp last_time:timestamp');
  const row: Row = [key, '2026-11-02T09:14:05Z', '2026-11-02T10:00:00Z'];
  const text = await renderText(formatTable, auditResult(times, [row]), { width: 60 });
  expect(text).not.toContain('…');
  expect(text).toMatch(/^k+ +2026-11-02T +2026-11-02T$/m);
});

test('leaves the empty and the last columns out, and says so, where a table can hold most of them', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `column_${index}`);
  const row = names.map((name, index) => (index === 2 ? null : `${name} holds text`));
  const text = await renderText(formatTable, auditResult(columns(names.join(' ')), [row]), { width: 160 });
  expect(text).toContain('column_0');
  expect(text.split('\n').find((line) => line.startsWith('column_0'))).not.toContain('column_2 ');
  expect(text).toMatch(/too narrow for column_2, .*column_11 \(there in every other format\)/);
});

test('shows values as records where the columns do not fit, whole', async () => {
  const wide = columns('event_time:timestamp bucket key version_id requester remote_ip user_agent host_id');
  const row: Row = [
    '2026-11-02T09:14:05Z',
    'photos',
    '2026/a b.jpg',
    null,
    role,
    '192.0.2.7',
    'aws-cli/2',
    'h'.repeat(76),
  ];
  expectGolden('report/records-80.txt', await renderText(formatTable, auditResult(wide, [row, row])));
});

test('never exceeds the width and never writes a control character', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 120 });
  const cells = fc.tuple(
    fc.option(text),
    fc.option(text),
    fc.oneof(fc.integer(), fc.bigInt(), fc.constant(null)),
    fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })),
  );
  const shape = columns('key user_agent requests:integer share:double');
  await fc.assert(
    fc.asyncProperty(fc.array(cells, { maxLength: 6 }), fc.integer({ min: 40, max: 200 }), async (rows, width) => {
      const shown = await renderText(formatTable, auditResult(shape, rows), { width });
      const lines = shown.split('\n').filter((line) => !line.startsWith('… ends a value'));
      expect(lines.filter((line) => stringWidth(line) > width || /\p{Cc}/u.test(line))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
