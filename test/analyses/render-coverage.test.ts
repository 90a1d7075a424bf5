import { loadCatalogue, loadView } from '../../lib/analyses/catalogue';
import { compileCondition } from '../../lib/analyses/note-condition';
import { COVERAGE, renderCoverageQuery } from '../../lib/analyses/render-coverage';
import { LOG_TYPE_IDS } from '../../lib/log-types/log-type';
import { expectGolden } from '../helpers/golden';

const window = { from: new Date('2026-02-03T00:00:00Z'), to: new Date('2026-02-07T00:00:00Z') };
const run = { run: ['20260301T120000Z-0123abcd'] };

test.each(LOG_TYPE_IDS)('the coverage query of %s counts in one pass over the partitions of a run', (logType) => {
  const { sql, parameters, columns } = renderCoverageQuery(
    loadView(logType),
    { window, buckets: ['acme-media', 'acme-site'] },
    { table: 'logs', partitions: run },
  );
  expect(parameters).toEqual([]);
  expect(sql.match(/from logs/g)).toHaveLength(1);
  for (const { name } of columns) expect(sql).toContain(`as ${name}`);
  expectGolden(`analyses/coverage-${logType}.sql`, `${sql}\n`);
});

test('objects that are left out are values, not text', () => {
  const address = "s3://acme-logs/it's";
  const source = { table: 'logs', partitions: run, without: [address] };
  const { sql, parameters } = renderCoverageQuery(loadView('access-logs'), { window, buckets: [] }, source);
  expect(sql).toContain('"$path" not in (?)');
  expect(parameters).toEqual([address]);
  expect(sql).not.toContain("it's");
});

test('fails on a bucket that would be more than a name', () => {
  const scope = { window, buckets: ["x') or ('1'='1"] };
  expect(() => renderCoverageQuery(loadView('access-logs'), scope, { table: 'logs' })).toThrow(
    'is no name of a bucket',
  );
});

test('no analysis has the name of the coverage query', () => {
  expect(loadCatalogue().ids).not.toContain(COVERAGE);
});

describe('the condition of a note', () => {
  const row: Record<string, string | null> = { operation: 'DeleteObjects', key: null, error_code: '' };
  const meets = (when: string) => compileCondition(when)((column) => row[column] ?? null);

  test.each([
    ["operation = 'DeleteObjects'", true],
    ["operation = 'DeleteObject'", false],
    ['key is null', true],
    ['key is not null', false],
    ['error_code is null', false],
    ["operation = 'DeleteObjects' and key is null", true],
    ["operation = 'DeleteObjects'\n  and key is not null", false],
    ["error_code = 'it''s'", false],
  ])('%s: %s', (when, expected) => {
    expect(meets(when)).toBe(expected);
  });

  test.each(['count > 3', "a = 'x' or b = 'y'", 'lower(a) = b'])('fails on %s', (when) => {
    expect(() => compileCondition(when)).toThrow("can't be");
  });

  test('can be any that a built-in analysis has', () => {
    for (const { notes } of loadCatalogue().analyses) for (const { when } of notes) compileCondition(when);
  });
});
