import { loadCatalogue } from '../../lib/analyses/catalogue';
import { daysOf, eachDay, type Partitions } from '../../lib/analyses/partitions';
import { renderAthenaQuery } from '../../lib/analyses/render';
import { toSqlLiteral } from '../../lib/analyses/sql-value';
import type { LogTypeId } from '../../lib/log-types/log-type';
import { DAY_MS, type Window } from '../../lib/shared/utc-dates';
import { TABLES, type TableName, workKeys } from '../../lib/workflow/audit-run/cloud-names';
import { type AccessEvent, renderTrailFile, type TrailEvent, trailEvent, trailName } from '../generator';
import { linesOf, requests } from '../helpers/log-folder';
import { AthenaOnTrino } from './athena-on-trino';
import { readRows } from './differential/read-rows';
import { stackTables } from './differential/stack-tables';

const BUCKETS = { logBucket: 'logs', logPrefix: 'audit/', workBucket: 'work' };
const ACCOUNT = '111122223333';
const RUNS = ['20260210T000000Z-0123abcd', '20260211T000000Z-0123abcd'] as const;
const FIRST = Date.UTC(2026, 1, 1);
const DAYS = 10;
const catalogue = loadCatalogue();
let athena: AthenaOnTrino;

beforeAll(async () => {
  athena = await AthenaOnTrino.start();
  const { aws } = athena;
  for (const name of ['logs', 'work', 'flat']) aws.s3.createBucket({ name });
  for (const logType of ['access-logs', 'cloudtrail'] as const) {
    aws.glue.createDatabase(databaseOf(logType));
    for (const table of stackTables(logType, BUCKETS)) aws.glue.putTable(databaseOf(logType), table);
  }
});
afterAll(() => athena.stop());
afterEach(() => {
  for (const bucket of athena.aws.s3.buckets.values()) {
    for (const key of Array.from({ length: bucket.objects.length }, (_, index) => bucket.objects.keyAt(index))) {
      bucket.objects.delete(key);
    }
  }
});

const databaseOf = (logType: LogTypeId) => `audit_${logType.replace('-', '_')}`;

/** A request in every day, named after it. */
function dailyRequests(bucket: string): readonly AccessEvent[] {
  return requests(DAYS, (index) => ({ bucket, key: `${bucket}-${index}`, timeMs: FIRST + index * DAY_MS + 1000 }));
}

/** Puts each event into the partition of its day. */
function putInPlace(events: readonly AccessEvent[], account = ACCOUNT, region = 'eu-west-1'): void {
  for (const event of events) {
    const day = new Date(event.timeMs).toISOString().slice(0, 10);
    const key = `audit/${account}/${region}/${event.bucket}/${day.replaceAll('-', '/')}/${day}-12-00-00-0123456789ABCDEF`;
    athena.aws.s3.put('logs', key, linesOf([event]).join('\n'));
  }
}

/** Keys of the objects that were accessed, in the order of the answer. */
async function keysIn(table: TableName, partitions: Partitions, window: Window = {}): Promise<readonly unknown[]> {
  const logType = table.startsWith('cloudtrail') ? 'cloudtrail' : 'access-logs';
  const analysis = catalogue.find(logType, 'object-access');
  if (!analysis) throw new Error('there is no object-access');
  athena.aws.iam.calls.clear();
  const { sql, parameters, columns } = renderAthenaQuery(analysis, { window, filters: {} }, { table, partitions }, 0);
  const answer = await athena.query(sql, parameters.map(toSqlLiteral), databaseOf(logType));
  return (await readRows(answer, columns)).map(({ key }) => key);
}

const listedPrefixes = () =>
  athena.aws.iam.calls
    .of('s3:ListBucket')
    .map((call) => call.conditions?.['s3:prefix']?.[0])
    .sort();
const readObjects = () =>
  new Set(athena.aws.iam.calls.of('s3:GetObject').map(({ resource }) => resource.split(':::')[1]));

describe('in place', () => {
  const window = { from: new Date(FIRST + 3 * DAY_MS), to: new Date(FIRST + 5 * DAY_MS) };
  const partitionsOf = (buckets: readonly string[]): Partitions => ({
    account: [ACCOUNT],
    region: ['eu-west-1'],
    source_bucket: buckets,
    day: daysOf(window.from, window.to, DAY_MS),
  });

  test('only the days of the window and its padding are listed, one by one, and read', async () => {
    putInPlace([...dailyRequests('media'), ...dailyRequests('backups'), ...dailyRequests('other')]);
    putInPlace(dailyRequests('media'), '999988887777');
    putInPlace(dailyRequests('media'), ACCOUNT, 'us-east-1');
    const keys = await keysIn(TABLES.accessLogsInPlace, partitionsOf(['media', 'backups']), window);
    expect([...keys].sort()).toEqual(['backups-3', 'backups-4', 'media-3', 'media-4']);
    const days = eachDay(window.from, new Date(window.to.getTime()));
    expect(days).toHaveLength(3);
    const folders = ['backups', 'media'].flatMap((bucket) =>
      days.map((day) => `audit/${ACCOUNT}/eu-west-1/${bucket}/${day}/`),
    );
    expect(listedPrefixes()).toEqual(folders);
    expect(readObjects().size).toBe(6);
  });

  test('days without logs, and accounts without any, are no failure', async () => {
    putInPlace(dailyRequests('media').slice(4, 5));
    expect(await keysIn(TABLES.accessLogsInPlace, partitionsOf(['media', 'nothing-here']), window)).toEqual([
      'media-4',
    ]);
    expect(await keysIn(TABLES.accessLogsInPlace, { ...partitionsOf(['media']), account: ['000000000000'] })).toEqual(
      [],
    );
  });

  test('the last days before now are a static condition, too', async () => {
    const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    const recent = requests(2, (index) => ({
      bucket: 'media',
      key: `recent-${index}`,
      timeMs: today - (1 - index) * DAY_MS,
    }));
    putInPlace([...dailyRequests('media'), ...recent]);
    const partitions = { ...partitionsOf(['media']), day: { last: 7 } };
    expect(await keysIn(TABLES.accessLogsInPlace, partitions)).toEqual(['recent-0', 'recent-1']);
    // an empty day is asked for twice
    expect(new Set(listedPrefixes()).size).toBe(8);
  });

  test.each([
    ['account', { region: ['eu-west-1'], source_bucket: ['media'] }],
    ['source_bucket', { account: [ACCOUNT], region: ['eu-west-1'] }],
  ])('fails without an %s', async (column, partitions) => {
    await expect(keysIn(TABLES.accessLogsInPlace, partitions)).rejects.toThrow(
      `CONSTRAINT_VIOLATION: For the injected projected partition column ${column}, the WHERE clause must contain only static equality conditions`,
    );
  });
});

describe('of a run', () => {
  beforeEach(() => {
    RUNS.forEach((run, index) => {
      athena.aws.s3.put(
        'work',
        `${workKeys.copiedLogs(run)}/a/b/2026-02-01-00-00-00-0123456789ABCDEF`,
        linesOf(dailyRequests(`run${index}`)).join('\n'),
      );
    });
  });

  test('nothing of another run is listed or read', async () => {
    const keys = await keysIn(TABLES.accessLogsCopied, { run: [RUNS[1]] });
    expect(keys).toEqual(dailyRequests('run1').map(({ key }) => key));
    expect(listedPrefixes()).toEqual([`runs/${RUNS[1]}/logs/`]);
    expect(readObjects().size).toBe(1);
  });

  test('hidden objects are left out, as on Athena', async () => {
    for (const name of ['_hidden', '.hidden']) {
      athena.aws.s3.put('work', `${workKeys.copiedLogs(RUNS[1])}/${name}`, linesOf(dailyRequests('hidden')).join('\n'));
    }
    expect(await keysIn(TABLES.accessLogsCopied, { run: [RUNS[1]] })).toHaveLength(DAYS);
  });

  test.each([TABLES.accessLogsCopied, TABLES.accessLogsListed, TABLES.cloudTrailCopied])(
    'fails without a run in %s',
    async (table) => {
      await expect(keysIn(table, {})).rejects.toThrow(
        'CONSTRAINT_VIOLATION: For the injected projected partition column run, the WHERE clause must contain only static equality conditions',
      );
      expect(listedPrefixes()).toEqual([]);
    },
  );

  test('that left nothing has no rows', async () => {
    expect(await keysIn(TABLES.accessLogsCopied, { run: ['20260101T000000Z-00000000'] })).toEqual([]);
    expect(await keysIn(TABLES.accessLogsListed, { run: ['20260101T000000Z-00000000'] })).toEqual([]);
  });
});

describe('listed', () => {
  const list = (names: readonly string[]) => names.map((name) => `s3://flat/sal/${name}\n`).join('');
  beforeEach(() => {
    for (const event of dailyRequests('flat'))
      athena.aws.s3.put('flat', `sal/${event.key}`, linesOf([event]).join('\n'));
  });

  test('just the objects of the lists are read, wherever they lie', async () => {
    athena.aws.s3.put('work', `${workKeys.listedLogs(RUNS[0])}1`, list(['flat-2', 'flat-3']));
    athena.aws.s3.put('work', `${workKeys.listedLogs(RUNS[0])}2`, list(['flat-7']).trimEnd());
    expect(await keysIn(TABLES.accessLogsListed, { run: [RUNS[0]] })).toEqual(['flat-2', 'flat-3', 'flat-7']);
  });

  test('fails with the name of an object that is gone', async () => {
    athena.aws.s3.put('work', `${workKeys.listedLogs(RUNS[0])}1`, list(['flat-2', 'gone']));
    await expect(keysIn(TABLES.accessLogsListed, { run: [RUNS[0]] })).rejects.toThrow(
      /HIVE_FILE_NOT_FOUND: .*s3:\/\/flat\/sal\/gone/,
    );
  });
});

describe('trails', () => {
  const ORGANIZATIONS = ['o-exampleorg', 'o-otherorg00'] as const;
  const call = (name: string): TrailEvent =>
    trailEvent({
      eventId: name,
      timeMs: FIRST + 1000,
      name: 'GetObject',
      caller: { type: 'Root', arn: null, accountId: ACCOUNT, accessKeyId: null, invokedBy: null, mfa: null },
      bucket: 'media',
      key: name,
    });
  function put(name: string, account: string, organization?: string): void {
    const file = {
      account,
      region: 'eu-west-1',
      deliveredMs: FIRST + 60_000,
      unique: '0123456789abcdef',
      entries: [{ kind: 'event' as const, event: call(name) }],
      plain: true,
    };
    const layout = { prefix: 'audit/', ...(organization ? { organization } : {}) };
    athena.aws.s3.put('logs', trailName(file, layout), renderTrailFile(file));
  }
  const partitions = {
    account: [ACCOUNT],
    region: ['eu-west-1'],
    day: daysOf(new Date(FIRST), new Date(FIRST + DAY_MS), 0),
  };

  test('the trail of an organization is read for the accounts asked for, and no other organization', async () => {
    put('mine', ACCOUNT, ORGANIZATIONS[0]);
    put('of another account', '444455556666', ORGANIZATIONS[0]);
    put('of another organization', ACCOUNT, ORGANIZATIONS[1]);
    put('of no organization', ACCOUNT);
    const table = TABLES.cloudTrailOrganizationInPlace;
    expect(await keysIn(table, { ...partitions, org: [ORGANIZATIONS[0]] })).toEqual(['mine']);
    expect(listedPrefixes()).toEqual([`audit/AWSLogs/o-exampleorg/${ACCOUNT}/CloudTrail/eu-west-1/2026/02/01/`]);
    expect(await keysIn(TABLES.cloudTrailInPlace, partitions)).toEqual(['of no organization']);
  });

  test('fails without an organization', async () => {
    await expect(keysIn(TABLES.cloudTrailOrganizationInPlace, partitions)).rejects.toThrow(
      'CONSTRAINT_VIOLATION: For the injected projected partition column org',
    );
  });
});
