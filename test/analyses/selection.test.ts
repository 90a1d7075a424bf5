import { loadCatalogue } from '../../lib/analyses/catalogue';
import {
  allOf,
  analysisClauses,
  outsideWindowClause,
  requireOptions,
  type Selection,
  selectionClauses,
} from '../../lib/analyses/selection';
import { failureOf } from '../helpers/failure-of';

const catalogue = loadCatalogue();
const find = (id: string, logType: 'access-logs' | 'cloudtrail' = 'access-logs') => {
  const analysis = catalogue.find(logType, id);
  if (!analysis) throw new Error(`no analysis ${id}`);
  return analysis;
};
const everything: Selection = { window: {}, filters: {} };
const from = new Date('2026-02-04T00:00:00Z');
const to = new Date('2026-02-05T12:30:00.250Z');

describe('window and filters', () => {
  const { view } = find('deletions');
  const clauses = (selection: Partial<Selection>) => selectionClauses(view, { ...everything, ...selection });

  test('narrow nothing when there are none', () => {
    expect(clauses({})).toEqual([]);
    expect(clauses({ filters: { bucket: [] } })).toEqual([]);
  });

  test('take the beginning of the window in and its end out', () => {
    expect(clauses({ window: { from, to } })).toEqual([
      { sql: 'event_time >= cast(? as timestamp)', parameters: ['2026-02-04 00:00:00.000'] },
      { sql: 'event_time < cast(? as timestamp)', parameters: ['2026-02-05 12:30:00.250'] },
    ]);
  });

  test('are one condition for each filter, in the order of the help', () => {
    expect(clauses({ window: { to }, filters: { status: ['403'], bucket: ['b1', 'b2'] } })).toEqual([
      { sql: 'event_time < cast(? as timestamp)', parameters: ['2026-02-05 12:30:00.250'] },
      { sql: 'bucket in (?, ?)', parameters: ['b1', 'b2'] },
      { sql: '(http_status = ?)', parameters: [403] },
    ]);
  });

  test.each([
    ['access-logs', 'region', 'S3 server access logs do not record it'],
    ['access-logs', 'access-key-id', 'S3 server access logs do not record it'],
    ['cloudtrail', 'status', 'CloudTrail does not record it'],
    ['cloudtrail', 'referrer-host', 'CloudTrail does not record it'],
  ] as const)('fail on a filter that means nothing: %s --%s', (logType, name, reason) => {
    const selection = { ...everything, filters: { [name]: ['403'] } };
    expect(failureOf(() => selectionClauses(find('deletions', logType).view, selection))).toEqual({
      name: 'UsageError',
      code: 'FILTER_NOT_APPLICABLE',
      message: `--${name} can't be used with ${logType}: ${reason}`,
    });
  });
});

describe('outside of the window', () => {
  test.each([
    [{ from }, 'event_time < cast(? as timestamp)', ['2026-02-04 00:00:00.000']],
    [{ to }, 'event_time >= cast(? as timestamp)', ['2026-02-05 12:30:00.250']],
    [
      { from, to },
      'event_time < cast(? as timestamp) or event_time >= cast(? as timestamp)',
      ['2026-02-04 00:00:00.000', '2026-02-05 12:30:00.250'],
    ],
  ])('of %j lies what is before or after it', (window, sql, parameters) => {
    expect(outsideWindowClause({ ...everything, window })).toEqual({ sql, parameters });
  });

  test('lies nothing when the window is open', () => {
    expect(outsideWindowClause(everything)).toBeUndefined();
  });
});

describe('the condition of an analysis', () => {
  const sqlOf = (id: string, selection: Partial<Selection> = {}) =>
    analysisClauses(find(id), { ...everything, ...selection }).map(({ sql }) => sql);

  test('is its rows', () => {
    expect(sqlOf('deletions')).toEqual(['is_deletion']);
  });

  test('is another one with failed attempts', () => {
    expect(sqlOf('deletions', { includeFailed: true })).toEqual(['is_deletion_attempt']);
  });

  test('is absent when the analysis is about all rows', () => {
    expect(sqlOf('top-requests')).toEqual([]);
  });

  test('leaves out own hosts, if there are any', () => {
    expect(sqlOf('hot-links', { ownHosts: [] })).toHaveLength(1);
    expect(sqlOf('hot-links', { ownHosts: ['acme.example'] })).toEqual([
      'is_download and referrer_host is not null',
      expect.stringContaining('referrer_host) like ?'),
    ]);
  });
});

test('joins conditions so that an "or" in one does not reach into another', () => {
  expect(
    allOf([
      { sql: 'a or b', parameters: [] },
      { sql: 'c = ?', parameters: [1] },
    ]),
  ).toEqual({ sql: '(a or b)\n    and (c = ?)', parameters: [1] });
  expect(allOf([])).toEqual({ sql: 'true', parameters: [] });
});

describe('options', () => {
  test.each<[string, Partial<Selection>]>([
    ['deletions', {}],
    ['deletions', { includeFailed: true }],
    ['top-keys', { includeFailed: false, ownHosts: [] }],
    ['latency', { by: 'hour' }],
    ['hot-links', { ownHosts: ['acme.example'] }],
  ])('are taken by %s: %j', (id, selection) => {
    expect(() => requireOptions(find(id), { ...everything, ...selection })).not.toThrow();
  });

  test.each<[string, Partial<Selection>, string]>([
    ['top-keys', { includeFailed: true }, '--include-failed'],
    ['top-keys', { ownHosts: ['acme.example'] }, '--own-host'],
    ['top-keys', { by: 'hour' }, '--by'],
  ])('fail when %s has none of the kind: %j', (id, selection, option) => {
    expect(failureOf(() => requireOptions(find(id), { ...everything, ...selection }))).toEqual({
      name: 'UsageError',
      code: 'UNKNOWN_OPTION',
      message: `${id} has no option ${option}; 's3-log-audit list ${id}' shows those it has`,
    });
  });

  test('fail when --by names another column than the analysis knows', () => {
    expect(failureOf(() => requireOptions(find('latency'), { ...everything, by: 'bucket' }))).toEqual({
      name: 'UsageError',
      code: 'INVALID_OPTION',
      message: "--by of latency can't be 'bucket'; allowed are hour, requester",
    });
  });
});
