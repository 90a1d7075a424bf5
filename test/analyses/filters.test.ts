import fc from 'fast-check';
import { loadView } from '../../lib/analyses/catalogue';
import { FILTERS, type Filter, ownHostClause } from '../../lib/analyses/filters';
import { identifiersOf } from '../../lib/analyses/identifiers';
import { LOG_TYPE_IDS } from '../../lib/log-types/log-type';
import { failureOf } from '../helpers/failure-of';

const named = (name: string): Filter => FILTERS.find((filter) => filter.name === name) as Filter;

test.each<[string, string[], string, (string | number)[]]>([
  ['bucket', ['b1'], 'bucket in (?)', ['b1']],
  ['bucket', ['b1', 'b2'], 'bucket in (?, ?)', ['b1', 'b2']],
  ['key', ['a b*'], 'key in (?)', ['a b*']],
  ['key-prefix', ['logs/'], '(starts_with(key, ?))', ['logs/']],
  ['key-prefix', ['a%', 'b'], '(starts_with(key, ?) or starts_with(key, ?))', ['a%', 'b']],
  ['version-id', ['null'], 'version_id in (?)', ['null']],
  ['requester', ['arn:x'], '(requester = ?)', ['arn:x']],
  ['requester', ['arn:*'], "(requester like ? escape '\\')", ['arn:%']],
  ['requester', ['-'], '(requester is null)', []],
  ['requester', ['-', 'a*'], "(requester is null or requester like ? escape '\\')", ['a%']],
  ['exclude-requester', ['arn:x'], 'not coalesce((requester = ?), false)', ['arn:x']],
  ['exclude-requester', ['-'], 'not coalesce((requester is null), false)', []],
  ['operation', ['REST.GET.*'], "(operation like ? escape '\\')", ['REST.GET.%']],
  ['operation', ['GetObject'], '(operation = ?)', ['GetObject']],
  ['remote-ip', ['10.0.0.0/8'], '(ip_sort_key between ? and ?)', ['4010000000000', '4010255255255']],
  ['error-code', ['AccessDenied'], 'error_code in (?)', ['AccessDenied']],
  ['request-id', ['0A1B'], 'request_id in (?)', ['0A1B']],
  ['user-agent-contains', ['Curl'], '(strpos(lower(user_agent), lower(?)) > 0)', ['Curl']],
  ['status', ['403'], '(http_status = ?)', [403]],
  ['status', ['4xx'], '(http_status between ? and ?)', [400, 499]],
  ['status', ['5XX', '403'], '(http_status between ? and ? or http_status = ?)', [500, 599, 403]],
  ['uri-contains', ['?a=%'], '(strpos(request_uri, ?) > 0)', ['?a=%']],
  ['referrer-host', ['Example.com'], '(referrer_host = lower(?))', ['Example.com']],
  ['account', ['111122223333'], 'account_id in (?)', ['111122223333']],
  ['region', ['eu-west-1'], 'region in (?)', ['eu-west-1']],
  ['access-key-id', ['AKIA1'], 'access_key_id in (?)', ['AKIA1']],
])('--%s %j becomes %s', (name, values, sql, parameters) => {
  expect(named(name).clause(values)).toEqual({ sql, parameters });
});

test.each([
  ['a_b*', 'a\\_b%'],
  ['100%*', '100\\%%'],
  ['a\\b*', 'a\\\\b%'],
  ['*', '%'],
  ['*.*', '%.%'],
])('takes only the * of %j for a wildcard', (value, pattern) => {
  expect(named('operation').clause([value]).parameters).toEqual([pattern]);
});

test.each(['', '40', '4x', '4XXX', '600', '4xx5', '-1', '403 '])('fails on --status %j', (value) => {
  expect(failureOf(() => named('status').clause(['403', value]))).toEqual({
    name: 'UsageError',
    code: 'INVALID_FILTER',
    message: `--status is not an HTTP status, got '${value}'; allowed are for example 403 and 4xx`,
  });
});

test.each(['', '1234', '1111-2222-3333', '1111222233334'])('fails on --account %j', (value) => {
  expect(failureOf(() => named('account').clause(['111122223333', value]))).toEqual({
    name: 'UsageError',
    code: 'INVALID_FILTER',
    message: `--account is not an account id of 12 digits, got '${value}'`,
  });
});

test('leaves out the own hosts and their subdomains, and nothing whose name only ends alike', () => {
  expect(ownHostClause(['Example.com', 'a_b.org'])).toEqual({
    sql: "not coalesce((('.' || referrer_host) like ? escape '\\' or ('.' || referrer_host) like ? escape '\\'), false)",
    parameters: ['%.example.com', '%.a\\_b.org'],
  });
});

test('gives every filter a name, a value for the help and a description of its own', () => {
  const names = FILTERS.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
  expect(FILTERS.filter(({ placeholder, description }) => !placeholder || !description)).toEqual([]);
});

test('tells why a filter is not for every log type', () => {
  const partial = FILTERS.filter(({ logTypes }) => logTypes.length < LOG_TYPE_IDS.length);
  expect(partial.map(({ name }) => name)).toEqual([
    'status',
    'uri-contains',
    'query-param',
    'referrer-host',
    'account',
    'region',
    'access-key-id',
  ]);
  expect(partial.filter(({ reason }) => !reason)).toEqual([]);
});

const VALID: Record<string, string> = {
  'remote-ip': '192.0.2.7',
  status: '403',
  account: '111122223333',
  'query-param': 'org=42',
};
const uses = FILTERS.flatMap((filter) => filter.logTypes.map((logType) => [filter.name, logType] as const));
const SQL_WORDS = [
  'in',
  'like',
  'escape',
  'not',
  'or',
  'and',
  'between',
  'is',
  'null',
  'true',
  'false',
  'case',
  'when',
  'then',
  'else',
  'end',
];
const SQL_FUNCTIONS = [
  'coalesce',
  'starts_with',
  'strpos',
  'lower',
  'regexp_extract',
  'regexp_like',
  'url_decode',
  'try',
  'chr',
];

test.each(uses)('--%s names columns that the view of %s has', (name, logType) => {
  const columns = loadView(logType)
    .layers.flat()
    .map((column) => column.name);
  const words = identifiersOf(named(name).clause([VALID[name] ?? 'x', VALID[name] ?? 'a*']).sql);
  const unknown = [...words].filter((word) => ![...columns, ...SQL_WORDS, ...SQL_FUNCTIONS].includes(word));
  expect(unknown).toEqual([]);
});

test('binds values and never writes them into the SQL', () => {
  const free = FILTERS.filter(({ name }) => VALID[name] === undefined);
  fc.assert(
    fc.property(fc.constantFrom(...free), fc.string(), fc.string(), (filter, value, other) => {
      // these two have a meaning of their own
      fc.pre([value, other].every((text) => text !== '-' && !text.includes('*')));
      const clause = filter.clause([value, other]);
      expect(clause.sql).toBe(filter.clause(['a', 'b']).sql);
      expect(clause.parameters).toEqual([value, other]);
    }),
  );
});

test('binds name and value of --query-param, the name as a pattern in which it stands for itself', () => {
  const { clause } = named('query-param');
  const { sql, parameters } = clause(["o.g'=it's"]);
  expect(sql).toBe(clause(['a=b']).sql);
  expect([...new Set(parameters)]).toEqual(["^[^?]*[?](?:[^ ]*?&)??(?:o\\.g')=([^& ]*)", "it's"]);
});

test.each(['', 'org', '=42'])('fails on --query-param %j', (value) => {
  expect(failureOf(() => named('query-param').clause([value]))).toEqual({
    name: 'UsageError',
    code: 'INVALID_FILTER',
    message: `--query-param is not a name and a value, got '${value}'; allowed is for example org=42`,
  });
});
