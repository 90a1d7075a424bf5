import { loadCatalogue } from '../../lib/analyses/catalogue';
import type { FilterValues } from '../../lib/analyses/filters';
import type { LogTypeId } from '../../lib/log-types/log-type';
import { DAY_MS, HOUR_MS, type Window } from '../../lib/shared/utc-dates';
import { TABLES } from '../../lib/workflow/audit-run/cloud-names';
import { deliver, deliverTrail, randomAccessEvents, randomTrailEvents, seededRandom } from '../generator';
import { runCli } from '../helpers/cli';
import { audit, type PlainRow } from '../helpers/local-audit';
import { AthenaOnTrino } from './athena-on-trino';
import { PLACES } from './differential/access-modes';
import { firstDifference } from './differential/comparison';
import { accessLogCorpus, type Corpus, trailCorpus } from './differential/corpus';
import { readRows } from './differential/read-rows';
import { savedQueries } from './differential/stack-tables';

/** Saved queries ask about the last seven days; so these logs are of the last days. */
const TODAY = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const RECENT = { from: new Date(TODAY - 5 * DAY_MS).toISOString().slice(0, 10), days: 3 };
const WINDOW = { from: new Date(TODAY - 4 * DAY_MS), to: new Date(TODAY - 3 * DAY_MS) };
const HOSTILE = "it's ? -- no 'requester'; %";

const catalogue = loadCatalogue();
const accessEvents = randomAccessEvents({ seed: 41, count: 1000, hostile: true, ...RECENT });
const trailEvents = randomTrailEvents({ seed: 42, count: 1000, hostile: true, ...RECENT });
let athena: AthenaOnTrino;
let corpora: Readonly<Record<LogTypeId, Corpus>>;

beforeAll(async () => {
  athena = await AthenaOnTrino.start();
  const slots = { slotMs: 12 * HOUR_MS };
  corpora = {
    'access-logs': await accessLogCorpus(
      athena.aws,
      'recent',
      accessEvents,
      deliver(accessEvents, seededRandom(41), slots),
    ),
    cloudtrail: trailCorpus(athena.aws, 'recenttrail', trailEvents, deliverTrail(trailEvents, seededRandom(42), slots)),
  };
});
afterAll(async () => {
  for (const corpus of Object.values(corpora)) corpus.remove();
  await athena.stop();
});

/** What the laptop answers to the same question; asked once for all analyses. */
const onLaptop = new Map<string, ReturnType<typeof audit>>();
async function expectedRows(
  logType: LogTypeId,
  id: string,
  filters: FilterValues,
  limit: number,
  window: Window = {},
): Promise<readonly PlainRow[]> {
  const question = JSON.stringify({ logType, filters, window });
  const asked =
    onLaptop.get(question) ??
    audit([corpora[logType].folder], ['all'], {
      logType,
      selection: { window, filters },
      deliveryPaddingMs: 10 * DAY_MS,
    });
  onLaptop.set(question, asked);
  const rows = (await asked).rows[id] ?? [];
  return limit > 0 ? rows.slice(0, limit) : rows;
}

async function differenceOf(
  sql: string,
  parameters: readonly string[],
  logType: LogTypeId,
  id: string,
  expected: readonly PlainRow[],
): Promise<unknown> {
  const analysis = catalogue.find(logType, id);
  if (!analysis) throw new Error(`there is no analysis ${logType}/${id}`);
  const by = analysis.options.by?.default;
  const columns = [...(by ? [{ name: by, type: 'string' as const, description: by }] : []), ...analysis.columns];
  const found = await readRows(await athena.query(sql, parameters, corpora[logType].database), columns);
  return firstDifference(found, expected);
}

/** Where the console asks for a value, people type one for each column that the first line names. */
const TYPED: Readonly<Record<string, string>> = {
  run: PLACES.run,
  org: PLACES.organization,
  account: PLACES.accounts[0],
  region: PLACES.regions[0],
  source_bucket: PLACES.sourceBuckets[0],
};
const IN_PLACE: Readonly<Record<LogTypeId, FilterValues>> = {
  'access-logs': { bucket: [PLACES.sourceBuckets[0]] },
  cloudtrail: { account: [PLACES.accounts[0]], region: [PLACES.regions[0]] },
};

describe.each(['access-logs', 'cloudtrail'] as const)('%s', (logType) => {
  test.each(savedQueries(logType))(
    'the saved query $name runs as it is, and answers as the laptop',
    async ({ name, sql }) => {
      const [, id = '', place = ''] = /^([a-z-]+) \((.*)\)$/.exec(name) ?? [];
      const [, columns = ''] = /^-- .*\. Asked for: ([a-z_, ]+), each in single quotes\.\n/.exec(sql) ?? [];
      const typed = columns.split(', ').map((column) => `'${TYPED[column]}'`);
      const filters = place.includes('in place') ? IN_PLACE[logType] : {};
      const expected = await expectedRows(logType, id, filters, catalogue.find(logType, id)?.limit ?? 0);
      expect(await differenceOf(sql, typed, logType, id, expected)).toBeUndefined();
    },
  );

  const table = { 'access-logs': TABLES.accessLogsCopied, cloudtrail: TABLES.cloudTrailCopied }[logType];
  test.each(catalogue.ofLogType(logType).map(({ id }) => id))('what sql %s prints runs as it is', async (id) => {
    const { stdout, code } = await runCli([
      ...['sql', id, '--log-type', logType, '--table', `${corpora[logType].database}.${table}`, '--limit', '0'],
      ...['--partition', `run=${PLACES.run}`, '--exclude-requester', HOSTILE],
      ...['--from', WINDOW.from.toISOString(), '--to', WINDOW.to.toISOString()],
    ]);
    expect(code).toBe(0);
    const expected = await expectedRows(logType, id, { 'exclude-requester': [HOSTILE] }, 0, WINDOW);
    expect(await differenceOf(stdout, [], logType, id, expected)).toBeUndefined();
  });
});
