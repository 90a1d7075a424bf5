import type { Analysis, CanonicalView, ViewColumn } from '../../lib/analyses/analysis';
import { loadCatalogue } from '../../lib/analyses/catalogue';
import { FILTERS } from '../../lib/analyses/filters';
import type { Partitions } from '../../lib/analyses/partitions';
import {
  answerColumns,
  neededColumns,
  rawColumnsOf,
  renderAthenaQuery,
  renderLayers,
  renderLoadedQuery,
} from '../../lib/analyses/render';
import type { Selection } from '../../lib/analyses/selection';
import { inlineParameters } from '../../lib/analyses/sql-value';
import { expectGolden } from '../helpers/golden';

const everything: Selection = { window: {}, filters: {} };
const column = (name: string, sql: string): ViewColumn => ({ name, type: 'string', description: name, sql });

const view: CanonicalView = {
  logType: 'access-logs',
  name: 'requests',
  rows: 'bucket_raw is not null',
  layers: [
    [
      { ...column('event_time', 'event_time'), type: 'timestamp' },
      column('bucket', "nullif(bucket_raw, '-')"),
      column('raw_key', "nullif(key_raw, '-')"),
      column('id', 'id'),
      column('agent', 'agent_raw'),
    ],
    [column('once', 'decode(raw_key)'), column('unused', 'upper(agent)')],
    [column('key', 'coalesce(decode(once), raw_key)')],
  ],
  summaryColumns: [],
  duplicates: { same: ['id', 'bucket'], identifiedBy: 'id', keep: ['lower(raw_key)'] },
  athenaSource: { raw: 'select *\nfrom {{table}}\nwhere {{partitions}}' },
  athenaRecords: { raw: 'select *\nfrom {{table}}\nwhere {{partitions}}' },
  athenaCoverage: 'select {{window}}, {{buckets}}\nfrom records',
};

const analysis: Analysis = {
  id: 'keys',
  logType: 'access-logs',
  view,
  title: 'Keys',
  question: 'Which keys?',
  severity: 'info',
  references: [],
  rows: 'bucket is not null',
  options: {},
  columns: [
    { name: 'event_time', type: 'timestamp', description: 'time' },
    { name: 'key', type: 'string', description: 'key' },
  ],
  order: [],
  notes: [],
  sql: 'select event_time, key from requests',
};

const render = (parts: Partial<Analysis> = {}, selection: Partial<Selection> = {}, limit = 0) =>
  renderAthenaQuery({ ...analysis, ...parts }, { ...everything, ...selection }, { table: 'db.logs' }, limit);

describe('layers', () => {
  test('give only the columns that are needed, out of those that these need', () => {
    expect(renderLayers(view, ['bucket', 'key'], 'source')).toEqual([
      {
        name: 'requests_1',
        sql: [
          'select',
          "  nullif(bucket_raw, '-') as bucket,",
          "  nullif(key_raw, '-') as raw_key",
          'from source',
          'where bucket_raw is not null',
        ].join('\n'),
      },
      {
        name: 'requests_2',
        sql: ['select', '  bucket,', '  raw_key,', '  decode(raw_key) as once', 'from requests_1'].join('\n'),
      },
      {
        name: 'requests_3',
        sql: ['select', '  bucket,', '  coalesce(decode(once), raw_key) as key', 'from requests_2'].join('\n'),
      },
    ]);
  });

  test('are left out when nothing of them is needed', () => {
    expect(renderLayers(view, ['bucket'], 'source').map(({ name }) => name)).toEqual(['requests_1']);
  });

  test('tell which raw columns they read', () => {
    const raw = rawColumnsOf(renderLayers(view, ['id'], 'source'));
    expect([...raw].filter((name) => name.endsWith('_raw') || name === 'id')).toEqual(['id', 'bucket_raw']);
  });
});

describe('the columns that an analysis needs', () => {
  test('are those of its query and its condition, and the time', () => {
    expect(neededColumns(analysis, everything)).toEqual(['event_time', 'bucket', 'key']);
  });

  test('are none that stand in comments and literals only', () => {
    const sql = "select key, 'agent' from requests -- unused";
    expect(neededColumns({ ...analysis, sql }, everything)).toEqual(['event_time', 'bucket', 'key']);
  });
});

describe('the Athena query', () => {
  test('reads the table, then layers, selection, copies, answer', () => {
    expectGolden('analyses/athena-keys.sql', render({}, { filters: { bucket: ['b1'] } }, 5).sql);
  });

  test('narrows before it drops copies, and keeps rows that have no id', () => {
    const { sql } = render();
    expect(sql.indexOf('where (bucket is not null)')).toBeLessThan(sql.indexOf('row_number()'));
    expect(sql).toContain(
      'row_number() over (partition by id, bucket order by lower(raw_key), event_time, raw_key, key) as copy',
    );
    expect(sql).toContain('where copy = 1 or id is null');
  });

  test('reads only the partitions that are given', () => {
    const run = '20260301T120000Z-0123abcd';
    const read = (partitions?: Partitions) =>
      renderAthenaQuery(analysis, everything, { table: 'db.logs', ...(partitions ? { partitions } : {}) }, 0).sql;
    expect(read({ run: [run] })).toContain(`  from db.logs\n  where run = '${run}'\n)`);
    expect(read({})).toContain('  from db.logs\n)');
    expect(read()).toBe(read({}));
  });

  test('prints timestamps as ISO 8601', () => {
    expect(render().sql).toContain("date_format(event_time, '%Y-%m-%dT%H:%i:%sZ') as event_time");
  });

  test.each([
    [[], 'order by event_time, key'],
    [['key desc'], 'order by key desc, event_time'],
  ])('has a stable order: %j first, then all other columns', (order, expected) => {
    expect(render({ order }).sql.split('\n').at(-1)).toBe(expected);
  });

  test('has a limit only when one is wanted', () => {
    expect(render({}, {}, 50).sql).toMatch(/\nlimit 50$/);
    expect(render({}, {}, 0).sql).not.toMatch(/limit/);
  });

  test('puts values of window, filters and options in the order of their question marks', () => {
    const selection = {
      window: { from: new Date('2026-02-04T00:00:00Z') },
      filters: { key: ['k'], bucket: ['b1', 'b2'] },
      ownHosts: ['acme.example'],
    };
    expect(render({ options: { ownHost: true } }, selection).parameters).toEqual([
      '2026-02-04 00:00:00.000',
      'b1',
      'b2',
      'k',
      '%.acme.example',
    ]);
  });

  test('puts the column of --by first', () => {
    const parts = {
      options: { by: { choices: ['bucket', 'agent'], default: 'agent' } },
      sql: 'select {{by}} key from requests',
    };
    expect(render(parts).columns.map(({ name }) => name)).toEqual(['agent', 'event_time', 'key']);
    expect(render(parts).sql).toContain('select agent, key from requests');
    expect(render(parts, { by: 'bucket' }).sql).toContain('select bucket, key from requests');
    expect(answerColumns({ ...analysis, ...parts }, { ...everything, by: 'bucket' })[0]).toEqual({
      name: 'bucket',
      type: 'string',
      description: 'bucket',
    });
  });

  test.each([
    [undefined, 'where false or'],
    [false, 'where false or'],
    [true, 'where true or'],
  ])('tells the query whether failed attempts are included: %s', (includeFailed, expected) => {
    const parts = {
      options: { includeFailed: {} },
      sql: 'select key from requests where {{include_failed}} or key is null',
    };
    expect(render(parts, includeFailed === undefined ? {} : { includeFailed }).sql).toContain(expected);
  });

  test('fails on an option that the analysis does not have', () => {
    expect(() => render({}, { includeFailed: true })).toThrow('keys has no option --include-failed');
  });
});

test('a query over loaded rows has the condition of the analysis, but not the selection again', () => {
  const selection = { ...everything, filters: { bucket: ['b1'] } };
  const { sql, parameters } = renderLoadedQuery(analysis, selection, 'base', 3);
  expect(parameters).toEqual([]);
  expectGolden('analyses/loaded-keys.sql', sql);
});

describe.each(loadCatalogue().analyses.map((builtIn) => [`${builtIn.logType} ${builtIn.id}`, builtIn] as const))(
  '%s',
  (_, builtIn) => {
    const { includeFailed, by, ownHost } = builtIn.options;
    const values: Record<string, string> = {
      'remote-ip': '10.0.0.0/8',
      status: '4xx',
      account: '111122223333',
      'query-param': "org=it's",
    };
    const filters = FILTERS.filter(({ logTypes }) => logTypes.includes(builtIn.logType)).map(
      ({ name }) => [name, [values[name] ?? "it's"]] as const,
    );
    const selection: Selection = {
      window: { from: new Date('2026-02-04'), to: new Date('2026-02-05') },
      filters: Object.fromEntries(filters),
      ...(includeFailed && { includeFailed: true }),
      ...(by && { by: by.choices[0] as string }),
      ...(ownHost && { ownHosts: ['acme.example'] }),
    };

    test('has a value for every question mark', () => {
      const { sql, parameters } = renderAthenaQuery(builtIn, selection, { table: 'db.logs' }, 10);
      const marks = sql.replace(/'(?:[^']|'')*'|--[^\n]*/g, '').match(/\?/g) ?? [];
      expect(parameters).toHaveLength(marks.length);
      expect(inlineParameters(sql, parameters)).toContain("bucket in ('it''s')");
    });

    test('leaves no placeholder', () => {
      expect(renderAthenaQuery(builtIn, selection, { table: 'db.logs' }, 10).sql).not.toMatch(/\{\{|\}\}/);
    });

    test('scans its rows once', () => {
      expect(builtIn.sql.match(new RegExp(`\\b(from|join) ${builtIn.view.name}\\b`, 'g'))).toHaveLength(1);
    });
  },
);
