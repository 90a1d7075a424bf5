import fc from 'fast-check';
import { loadCatalogue } from '../../../lib/analyses/catalogue';
import { ACCESS_LOG_COLUMNS, UNPARSED_COLUMN } from '../../../lib/log-types/access-logs/line-format';
import { TABLES, workKeys } from '../../../lib/workflow/audit-run/cloud-names';
import { hostileLine } from '../../helpers/hostile-lines';
import { type Fields, readFields } from '../../helpers/read-fields';
import { AthenaOnTrino } from '../athena-on-trino';
import { PLACES } from './access-modes';
import { stackTables } from './stack-tables';

/** `FUZZ_SEED` makes other lines, `FUZZ_LINES` more or fewer of them. */
const seed = Number(process.env.FUZZ_SEED ?? 20_260_204);
const count = Number(process.env.FUZZ_LINES ?? 100_000);
const LINES_A_LOAD = 10_000;
const DATABASE = 's3_log_audit_fuzzed';
const BUCKETS = { logBucket: 'logs', logPrefix: '', workBucket: 'work' };

let athena: AthenaOnTrino;

beforeAll(async () => {
  athena = await AthenaOnTrino.start();
  athena.aws.s3.createBucket({ name: BUCKETS.workBucket });
  athena.aws.glue.createDatabase(DATABASE);
  for (const table of stackTables('access-logs', BUCKETS)) athena.aws.glue.putTable(DATABASE, table);
});
afterAll(() => athena.stop());

test('Trino and the laptop read the same fields from whatever stands in a line, and refuse the same lines', async () => {
  const lines = [...new Set(fc.sample(hostileLine, { seed, numRuns: count }))];
  putLines(lines);
  const [found, refused] = await Promise.all([fieldsOnAthena(), refusedOnAthena()]);
  const expected: Fields[] = [];
  for (let start = 0; start < lines.length; start += LINES_A_LOAD) {
    expected.push(
      ...(await fieldsOnLaptop(lines.slice(start, start + LINES_A_LOAD), (start / LINES_A_LOAD) % 2 === 1)),
    );
  }
  expect(firstDifference(found, expected)).toBeUndefined();
  // nothing is lost: what is not read is there as it was written, or has no readable time
  const written = new Set(lines);
  expect(refused.lines.filter((line) => !written.has(line))).toEqual([]);
  expect(found.length + refused.lines.length + refused.untimed).toBe(lines.length);
  // there are many of both kinds
  expect(found.length / lines.length).toBeGreaterThan(0.3);
  expect(found.length / lines.length).toBeLessThan(0.8);
});

/** Behind a first line that is none: a byte order mark at the beginning of a file is dropped. */
function putLines(lines: readonly string[]): void {
  for (let start = 0; start < lines.length; start += LINES_A_LOAD) {
    const text = `\n${lines.slice(start, start + LINES_A_LOAD).join('\n')}\n`;
    athena.aws.s3.put(BUCKETS.workBucket, `${workKeys.copiedLogs(PLACES.run)}/${start}`, text);
  }
}

const SOURCE = (loadCatalogue().find('access-logs', 'deletions')?.view.athenaSource.raw ?? '')
  .replace('{{table}}', TABLES.accessLogsCopied)
  .replace('{{partitions}}', `run = '${PLACES.run}'`);

/** The fields of the product's own query, and the time as it is written. */
async function fieldsOnAthena(): Promise<readonly Fields[]> {
  const source = SOURCE.replace(/^select$/m, 'select\n  "time",');
  const names = ACCESS_LOG_COLUMNS.map(({ name }) => `"${name}"`);
  return rowsOf(`with source as (${source})\nselect ${names.join(', ')} from source where event_time is not null`);
}

async function refusedOnAthena(): Promise<{ readonly lines: readonly string[]; readonly untimed: number }> {
  const refused = await rowsOf(
    `select ${UNPARSED_COLUMN} from ${TABLES.accessLogsCopied} where run = '${PLACES.run}' and ${UNPARSED_COLUMN} is not null`,
  );
  const [[untimed] = []] = await rowsOf(
    `with source as (${SOURCE})\nselect count(*) from source where event_time is null and bucket_owner is not null`,
  );
  return { lines: refused.map(([line]) => line as string), untimed: Number(untimed) };
}

async function rowsOf(sql: string): Promise<readonly Fields[]> {
  const rows: Fields[] = [];
  for await (const batch of (await athena.query(sql, [], DATABASE)).rows) rows.push(...batch);
  return rows;
}

function fieldsOnLaptop(lines: readonly string[], conditional: boolean): Promise<readonly Fields[]> {
  return readFields(`\n${lines.join('\n')}\n`, { conditional });
}

/** Of the fields that only one of the two has read, the first of each. */
function firstDifference(found: readonly Fields[], expected: readonly Fields[]): unknown {
  const onAthena = found.map((fields) => JSON.stringify(fields)).sort();
  const onLaptop = expected.map((fields) => JSON.stringify(fields)).sort();
  if (onAthena.join('\n') === onLaptop.join('\n')) return undefined;
  const onlyIn = (these: readonly string[], others: ReadonlySet<string>) => these.find((text) => !others.has(text));
  return {
    seed,
    rows: [onAthena.length, onLaptop.length],
    onlyOnAthena: onlyIn(onAthena, new Set(onLaptop)),
    onlyOnLaptop: onlyIn(onLaptop, new Set(onAthena)),
  };
}
