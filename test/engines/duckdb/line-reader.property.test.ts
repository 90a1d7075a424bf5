import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { ACCESS_LOG_COLUMNS, ACCESS_LOG_REGEX, QUOTED_COLUMNS } from '../../../lib/log-types/access-logs/line-format';
import { hostileLine } from '../../helpers/hostile-lines';
import { type Fields, readFields } from '../../helpers/read-fields';

/** `LINE_READER_SEED` makes other lines, `LINE_READER_LINES` more of them. */
const seed = Number(process.env.LINE_READER_SEED ?? 20260203);
const count = Number(process.env.LINE_READER_LINES ?? 25_000);
const LINES_A_LOAD = 1500;

const LINE = new RegExp(ACCESS_LOG_REGEX, 's');
const NAMES = ACCESS_LOG_COLUMNS.map(({ name }) => name);
const TIME = NAMES.indexOf('time');

/** The fields as the regular expression of the format gives them; undefined when it takes the line for none. */
function fieldsOf(line: string): Fields | undefined {
  const match = LINE.exec(line);
  if (match?.[1] === undefined) return undefined;
  return NAMES.map((name, index) => {
    const field = match[index + 1] ?? null;
    return field !== '-' && field !== null && QUOTED_COLUMNS.includes(name as never) ? field.slice(1, -1) : field;
  });
}

/** Times are not what is tested here: DuckDB itself says which of them it can read. */
async function readableTimes(times: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const values = ['', ...times].map((time) => `('${Buffer.from(time).toString('hex')}')`).join(', ');
  const reader = await connection.runAndReadAll(
    `select hex from (values ${values}) as times(hex) where try_strptime(decode(from_hex(hex)), '%d/%b/%Y:%H:%M:%S +0000') is not null`,
  );
  const readable = new Set(reader.getRows().map(([hex]) => Buffer.from(String(hex), 'hex').toString()));
  connection.closeSync();
  instance.closeSync();
  return readable;
}

async function expectedOf(lines: readonly string[]): Promise<readonly Fields[]> {
  const matched = lines.map(fieldsOf).filter((fields) => fields !== undefined);
  const readable = await readableTimes(new Set(matched.map((fields) => fields[TIME] as string)));
  return matched.filter((fields) => readable.has(fields[TIME] as string));
}

interface Comparison {
  readonly expected: readonly Fields[];
  readonly found: readonly Fields[];
  readonly agree: boolean;
}

/** The lines stand behind another one, because a byte order mark is dropped from the first. */
async function compare(lines: readonly string[], conditional: boolean): Promise<Comparison> {
  const inOrder = (rows: readonly Fields[]) =>
    rows
      .map((fields) => JSON.stringify(fields))
      .sort()
      .join('\n');
  const [expected, found] = await Promise.all([
    expectedOf(lines),
    readFields(`first\n${lines.join('\n')}\n`, { conditional }),
  ]);
  return { expected, found, agree: inOrder(expected) === inOrder(found) };
}

/** One of the lines on which the two differ. */
async function findDifferentLine(lines: readonly string[], conditional: boolean): Promise<string | undefined> {
  if (lines.length <= 1) return lines[0];
  const half = lines.slice(0, lines.length / 2);
  return findDifferentLine((await compare(half, conditional)).agree ? lines.slice(half.length) : half, conditional);
}

test('the reader gives the fields that the regular expression of the format gives, and rejects the same lines', async () => {
  const lines = [...new Set(fc.sample(hostileLine, { seed, numRuns: count }))];
  let accepted = 0;
  for (let start = 0; start < lines.length; start += LINES_A_LOAD) {
    const batch = lines.slice(start, start + LINES_A_LOAD);
    const conditional = (start / LINES_A_LOAD) % 2 === 1;
    const comparison = await compare(batch, conditional);
    if (!comparison.agree) {
      const line = (await findDifferentLine(batch, conditional)) as string;
      const { expected, found } = await compare([line], conditional);
      expect({ seed, line, fields: found }).toEqual({ seed, line, fields: expected });
    }
    expect(comparison.agree).toBe(true);
    accepted += comparison.expected.length;
  }
  expect(lines.length).toBeGreaterThan(count * 0.8);
  // there are many of both kinds
  expect(accepted / lines.length).toBeGreaterThan(0.3);
  expect(accepted / lines.length).toBeLessThan(0.8);
}, 300_000);
