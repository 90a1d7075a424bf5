import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { load as parseYaml } from 'js-yaml';
import { viewSchema } from '../../lib/analyses/analysis-schema';
import { BUILT_IN_QUERIES, loadCatalogue, loadView } from '../../lib/analyses/catalogue';
import { loadOwnCatalogue } from '../../lib/analyses/own-catalogue';
import { answerColumns } from '../../lib/analyses/render';
import { requireSoundAnalysis } from '../../lib/analyses/sound-analysis';
import { LOG_TYPE_IDS } from '../../lib/log-types/log-type';
import { failureOf } from '../helpers/failure-of';

const catalogue = loadCatalogue();

/** The contract: analyses and their columns with types (t = timestamp, i = integer, d = double). */
const CONTRACT: Record<string, string> = {
  'access-logs deletions':
    'event_time t, bucket, key, version_id, deleted_by, effect, requester, remote_ip, user_agent, operation, http_status i, error_code, request_id, host_id',
  'access-logs deletion-summary':
    'deleted_by, requester, remote_ip, bucket, operation, objects i, first_time t, last_time t',
  'access-logs access-denied':
    'event_time t, bucket, key, operation, requester, remote_ip, user_agent, error_code, authentication_type, request_uri, request_id, host_id',
  'access-logs access-denied-summary':
    'requester, bucket, operation, error_code, requests i, remote_ips i, keys i, first_time t, last_time t',
  'access-logs client-errors':
    'http_status i, error_code, bucket, operation, requester, requests i, first_time t, last_time t',
  'access-logs server-errors':
    'requester, bucket, operation, http_status i, error_code, errors i, requests i, error_rate d, first_time t, last_time t',
  'access-logs config-changes':
    'event_time t, bucket, change, action, requester, remote_ip, user_agent, operation, http_status i, error_code, request_id, host_id',
  'access-logs latency':
    'operation, requests i, turn_around_p50_ms i, turn_around_p90_ms i, turn_around_p99_ms i, turn_around_max_ms i, total_p50_ms i, total_p90_ms i, total_p99_ms i, total_max_ms i, bytes_sent i',
  'access-logs slowest-requests':
    'turn_around_ms i, total_ms i, event_time t, bucket, operation, key, requester, remote_ip, bytes_sent i, object_size i, http_status i, request_id, host_id',
  'access-logs network-paths':
    'path, bucket, requester, operation, requests i, remote_ips i, bytes_sent i, turn_around_max_ms i, first_time t, last_time t',
  'access-logs lifecycle-statistics': 'day, bucket, action, objects i, bytes i',
  'access-logs lifecycle-actions': 'event_time t, bucket, key, version_id, action, object_size i, request_id',
  'access-logs anonymous-access':
    'event_time t, bucket, key, operation, http_status i, error_code, remote_ip, user_agent, referer, bytes_sent i, request_id',
  'access-logs object-access':
    'event_time t, bucket, key, version_id, operation, requester, remote_ip, user_agent, http_status i, error_code, bytes_sent i, request_id',
  'access-logs top-requests':
    'requester, remote_ip, bucket, operation, http_status i, requests i, bytes_sent i, first_time t, last_time t',
  'access-logs weak-access':
    'weakness, bucket, requester, user_agent, operation, requests i, remote_ips i, first_time t, last_time t',
  'access-logs traffic-by-day':
    'day, requests i, downloads i, uploads i, bytes_sent i, bytes_uploaded i, requesters i, remote_ips i, errors_4xx i, errors_5xx i',
  'access-logs top-keys': 'bucket, key, requests i, downloads i, bytes_sent i, remote_ips i',
  'access-logs hot-links': 'referrer_host, requests i, bytes_sent i, keys i, remote_ips i',
  'access-logs bandwidth-hogs': 'remote_ip, user_agent, requests i, bytes_sent i, share d',
  'access-logs status-codes': 'http_status i, error_code, requests i, share d',
  'cloudtrail deletions':
    'event_time t, bucket, key, version_id, deleted_by, effect, requester, remote_ip, user_agent, operation, http_status i, error_code, request_id, host_id, principal_type, access_key_id, mfa_authenticated, region, account_id',
  'cloudtrail deletion-summary':
    'deleted_by, requester, remote_ip, bucket, operation, objects i, first_time t, last_time t',
  'cloudtrail access-denied':
    'event_time t, bucket, key, operation, requester, principal_type, remote_ip, user_agent, error_code, error_message, vpc_endpoint_id, region, request_id',
  'cloudtrail access-denied-summary':
    'requester, bucket, operation, error_code, requests i, remote_ips i, keys i, first_time t, last_time t',
  'cloudtrail client-errors':
    'http_status i, error_code, bucket, operation, requester, requests i, first_time t, last_time t',
  'cloudtrail server-errors':
    'requester, bucket, operation, http_status i, error_code, errors i, requests i, error_rate d, first_time t, last_time t',
  'cloudtrail config-changes':
    'event_time t, bucket, change, action, requester, remote_ip, user_agent, operation, error_code, details, region, request_id',
  'cloudtrail buckets':
    'event_time t, bucket, action, requester, remote_ip, user_agent, error_code, region, request_id',
  'cloudtrail anonymous-access': 'event_time t, bucket, key, operation, error_code, remote_ip, user_agent, request_id',
  'cloudtrail object-access':
    'event_time t, bucket, key, version_id, operation, requester, principal_type, remote_ip, user_agent, error_code, bytes_in i, bytes_out i, vpc_endpoint_id, request_id',
  'cloudtrail network-paths':
    'path, vpc_endpoint_id, bucket, requester, operation, requests i, remote_ips i, bytes_out i, first_time t, last_time t',
  'cloudtrail top-requests':
    'requester, remote_ip, bucket, operation, error_code, requests i, first_time t, last_time t',
  'cloudtrail cross-account-access':
    'caller_account, requester, bucket, operation, requests i, keys i, bytes_out i, first_time t, last_time t',
  'cloudtrail weak-access':
    'weakness, bucket, requester, user_agent, operation, requests i, remote_ips i, first_time t, last_time t',
  'cloudtrail lifecycle-rules': 'event_time t, bucket, action, requester, details, request_id',
};
const SUFFIX = { timestamp: ' t', integer: ' i', double: ' d', string: '' };
const builtIn = catalogue.analyses.map((analysis) => [`${analysis.logType} ${analysis.id}`, analysis] as const);

describe('the built-in analyses', () => {
  test('are those of the contract, in alphabetical order within a log type', () => {
    expect(builtIn.map(([name]) => name)).toEqual(Object.keys(CONTRACT).sort());
  });

  test.each(builtIn)('%s has the columns of the contract', (name, analysis) => {
    const columns = answerColumns(analysis, { window: {}, filters: {} });
    expect(columns.map((column) => column.name + SUFFIX[column.type]).join(', ')).toBe(CONTRACT[name]);
  });

  test.each(builtIn)('%s keeps the rules for analyses', (_, { id, logType, sql, view }) => {
    const folder = join(BUILT_IN_QUERIES, logType, id);
    const document = parseYaml(readFileSync(join(folder, 'analysis.yaml'), 'utf8'));
    expect(() => requireSoundAnalysis(folder, id, document, sql, view)).not.toThrow();
  });

  test.each(builtIn)('%s draws only columns that it has', (_, { chart, columns, options }) => {
    const names = [...columns.map(({ name }) => name), ...(options.by?.choices ?? [])];
    const drawn = [chart?.category, chart?.value, chart?.series, chart?.time].filter((name) => name !== undefined);
    expect(drawn.filter((name) => !names.includes(name))).toEqual([]);
    expect(drawn).not.toEqual([]);
  });

  test('are limited where a list has no natural end', () => {
    const limited = catalogue.analyses.filter(({ limit }) => limit !== undefined);
    expect(limited.map(({ logType, id, limit }) => `${logType} ${id} ${limit}`).sort()).toEqual([
      'access-logs bandwidth-hogs 1000',
      'access-logs hot-links 1000',
      'access-logs slowest-requests 1000',
      'access-logs top-keys 1000',
      'access-logs top-requests 1000',
      'cloudtrail top-requests 1000',
    ]);
  });

  test('can be found by log type and by name', () => {
    expect(catalogue.find('cloudtrail', 'buckets')?.title).toBe('Buckets created and deleted');
    expect(catalogue.find('access-logs', 'buckets')).toBeUndefined();
    expect(catalogue.named('deletions').map(({ logType }) => logType)).toEqual(['access-logs', 'cloudtrail']);
    expect(catalogue.ofLogType('cloudtrail')).toHaveLength(15);
  });
});

describe.each(LOG_TYPE_IDS)('the view of %s', (logType) => {
  const document = parseYaml(readFileSync(join(BUILT_IN_QUERIES, logType, 'view.yaml'), 'utf8'));

  test('has the form of a view', () => {
    expect(viewSchema.safeParse(document).error).toBeUndefined();
  });

  test('gives every column once', () => {
    const names = loadView(logType)
      .layers.flat()
      .map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('tells copies by columns that it has', () => {
    const { layers, duplicates } = loadView(logType);
    const names = layers.flat().map(({ name }) => name);
    expect([...duplicates.same, duplicates.identifiedBy].filter((name) => !names.includes(name))).toEqual([]);
  });

  test('reads the table of the run on Athena', () => {
    expect(loadView(logType).athenaSource.raw).toContain('from {{table}}');
  });
});

describe('a folder of own analyses', () => {
  const folder = mkdtempSync(join(tmpdir(), 's3-log-audit-queries-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const YAML = 'title: Own\nquestion: What?\ncolumns: [bucket, requests]\norder: requests desc\n';
  const SQL = 'select bucket, count(*) as requests from requests group by bucket;\n';
  const write = (files: Record<string, string>): void => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };
  const writeOwn = (yaml: string, sql: string, id = 'by-bucket'): void =>
    write({ [`access-logs/${id}/analysis.yaml`]: yaml, [`access-logs/${id}/query.sql`]: sql });

  test('adds its analyses to the built-in ones', () => {
    writeOwn(YAML, SQL);
    const own = loadOwnCatalogue(folder);
    expect(own.analyses).toHaveLength(catalogue.analyses.length + 1);
    expect(own.find('access-logs', 'by-bucket')).toMatchObject({
      title: 'Own',
      severity: 'info',
      references: [],
      notes: [],
      order: ['requests desc'],
      sql: 'select bucket, count(*) as requests from requests group by bucket',
      columns: [
        { name: 'bucket', type: 'string', description: 'bucket that the request was made to' },
        { name: 'requests', type: 'integer', description: 'number of requests' },
      ],
    });
    expect(own.ofLogType('access-logs').map(({ id }) => id)).toContain('by-bucket');
    const ids = own.ofLogType('access-logs').map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
  });

  test('may describe its own columns', () => {
    writeOwn(YAML.replace('[bucket, requests]', '[bucket, { name: requests, type: double, description: many }]'), SQL);
    expect(loadOwnCatalogue(folder).find('access-logs', 'by-bucket')?.columns[1]).toEqual({
      name: 'requests',
      type: 'double',
      description: 'many',
    });
  });

  const fails = (path: string, reason: string | RegExp): void => {
    const { name, code, message } = failureOf(() => loadOwnCatalogue(folder));
    expect({ name, code }).toEqual({ name: 'AuditError', code: 'INVALID_CATALOGUE' });
    expect(message.startsWith(`${join(folder, path)}: `)).toBe(true);
    expect(message.slice(join(folder, path).length + 2)).toMatch(reason);
  };
  const OWN = 'access-logs/by-bucket';

  test.each([
    ['is missing', {}],
    ['holds no log type', { 'queries/by-bucket/query.sql': SQL }],
  ])('fails when it %s', (_, files) => {
    write(files);
    fails(
      '',
      /^it must be a folder that holds access-logs\/<analysis>\/ or cloudtrail\/<analysis>\/ with query.sql and/,
    );
  });

  test('fails when it is a file', () => {
    write({ 'access-logs': '' });
    const path = join(folder, 'access-logs');
    expect(failureOf(() => loadOwnCatalogue(path)).message).toMatch(`${path}: it must be a folder`);
  });

  test('fails when a file of an analysis is missing', () => {
    write({ [`${OWN}/analysis.yaml`]: YAML });
    fails(`${OWN}/query.sql`, 'it is missing or can not be read');
  });

  test.each(['By-Bucket', '1st', 'by_bucket', 'by bucket'])('fails on the name %j', (id) => {
    writeOwn(YAML, SQL, id);
    fails(`access-logs/${id}`, `the name of an analysis is lower-case letters, digits and dashes, got '${id}'`);
  });

  test('fails on the name of a built-in analysis of the same log type', () => {
    writeOwn(YAML, SQL, 'deletions');
    fails('access-logs/deletions', 'a built-in analysis has this name: choose another');
  });

  test.each([
    ['is no YAML', 'title: [', /flow/i],
    ['lacks a title', YAML.replace('title: Own\n', ''), /^title: /],
    ['has an unknown key', `${YAML}rowz: true\n`, /rowz/],
    ['has no columns', YAML.replace('[bucket, requests]', '[]'), /^columns: /],
    ['has an odd column name', YAML.replace('requests]', '"a b"]'), /^columns/],
    ['has a column twice', YAML.replace('requests]', 'bucket, requests]'), "^columns: 'bucket' stands twice"],
    [
      'names a column that nobody describes',
      YAML.replace('requests]', 'requests, surprises]'),
      "column 'surprises' is not one of the view 'requests': describe it with name, type and description",
    ],
    [
      'orders by what is no column',
      YAML.replace('requests desc', 'bytes desc'),
      "order: 'bytes' is not one of the columns",
    ],
    ['orders by an expression', YAML.replace('requests desc', 'length(bucket)'), /^order: must be columns/],
    ['has an odd limit', `${YAML}limit: 0\n`, /^limit: /],
    ['has an odd severity', `${YAML}severity: urgent\n`, /^severity: /],
    ['has a reference that is no address', `${YAML}references: [the manual]\n`, /^references.0: /],
    ['has a note without a text', `${YAML}notes: [{ when: requests > 1 }]\n`, /^notes.0.text: /],
    ['is empty', '', /^expected a document/],
  ])('fails when analysis.yaml %s', (_, yaml, reason) => {
    writeOwn(yaml, SQL);
    fails(`${OWN}/analysis.yaml`, reason instanceof RegExp ? reason : new RegExp(reason));
  });

  test.each([
    ['is no SELECT', 'drop table requests', 'it must be one SELECT'],
    [
      'is two statements',
      'select 1 from requests; select 2 from requests',
      "it must be one statement, but holds a ';'",
    ],
    ['has parameters', 'select bucket from requests where key = ?', "it must not hold parameters ('?')"],
    ['reads another table', 'select bucket from events', "it must select from 'requests'"],
    ['does not name its columns', 'select * from requests', "it must name the columns that it selects from 'requests'"],
    ['names the view only in a comment', 'select 1 -- from requests\n', "it must select from 'requests'"],
    ['has an unknown placeholder', 'select {{table}} from requests', 'unknown placeholder {{table}}'],
    ['has {{by}} without the option', 'select {{by}} bucket from requests', '{{by}} in the query and'],
    [
      'has {{include_failed}} without the option',
      'select bucket from requests where {{include_failed}}',
      "{{include_failed}} in the query needs 'options: include-failed' in analysis.yaml",
    ],
  ])('fails when query.sql %s', (_, sql, reason) => {
    writeOwn(YAML, sql);
    const { message } = failureOf(() => loadOwnCatalogue(folder));
    expect(message).toContain(join(folder, OWN, 'query.sql'));
    expect(message).toContain(reason);
  });

  test.each([
    ['a semicolon at the end', 'select bucket, 1 as requests from requests;\n'],
    ['a semicolon and a question mark in a literal', "select bucket, ';?' as requests from requests"],
    ['a semicolon and a question mark in a comment', 'select bucket, 1 as requests -- why?; so\nfrom requests'],
    ['a WITH', 'with r as (select bucket from requests) select bucket, 1 as requests from r'],
  ])('may have %s in its query', (_, sql) => {
    writeOwn(YAML, sql);
    expect(loadOwnCatalogue(folder).find('access-logs', 'by-bucket')).toBeDefined();
  });

  test.each([
    ['the query lacks {{by}}', SQL, 'bucket', '{{by}} in the query and'],
    [
      'a choice is no column',
      SQL.replace('select', 'select {{by}}'),
      'buckets',
      "options.by: 'buckets' is not a column",
    ],
  ])('fails when there is an option --by and %s', (_, sql, choice, reason) => {
    writeOwn(`${YAML}options: { by: { choices: [${choice}] } }\n`, sql);
    expect(failureOf(() => loadOwnCatalogue(folder)).message).toContain(reason);
  });
});
