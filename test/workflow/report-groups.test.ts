import { rmSync } from 'node:fs';
import { chooseReportLogs } from '../../lib/workflow/local-report';
import { accessStoryEvents, expectedReports } from '../generator';
import { failureOf } from '../helpers/failure-of';
import { makeReport, panelRows } from '../helpers/local-report';
import { linesOf, makeFolder, requests, writeFiles } from '../helpers/log-folder';

/** Request lines with the value of `org` that they mean; null for those that have none. */
const URIS: readonly (readonly [uri: string, org: string | null])[] = [
  ['GET /a.jpg?org=42 HTTP/1.1', '42'],
  ['GET /a.jpg?x=1&org=42&y=2 HTTP/1.1', '42'],
  ['GET /a.jpg?org=7&org=42 HTTP/1.1', '7'],
  ['GET /a.jpg?org= HTTP/1.1', ''],
  ['GET /a.jpg?org=a%20b HTTP/1.1', 'a b'],
  ['GET /a.jpg?org=a+b HTTP/1.1', 'a b'],
  ['GET /a.jpg?org=100% HTTP/1.1', '100%'],
  ['GET /a.jpg?org=%FF HTTP/1.1', '%FF'],
  ['GET /a.jpg?org=a=b HTTP/1.1', 'a=b'],
  ['GET /a.jpg?org=%3Cscript%3E HTTP/1.1', '<script>'],
  ['GET /a.jpg?myorg=42 HTTP/1.1', null],
  ['GET /a.jpg?org HTTP/1.1', null],
  ['GET /org=42/a.jpg HTTP/1.1', null],
  ['GET /a.jpg HTTP/1.1', null],
  ['-', null],
];

let folder: string;
const events = requests(URIS.length, (index) => ({ requestUri: URIS[index]?.[0] ?? null }));

beforeAll(() => {
  folder = writeFiles({ '2026-02-03-11-00-00-0000000000000001': `${linesOf(events).join('\n')}\n` }, makeFolder());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a parameter of the query string groups requests by its value, the first one, decoded', async () => {
  const { grouping } = await makeReport([folder], { groupBy: 'query:org' });
  const counts = new Map<string | null, number>();
  for (const [, org] of URIS) counts.set(org, (counts.get(org) ?? 0) + 1);
  expect(grouping?.by).toBe('query:org');
  expect(new Map(grouping?.groups.map(({ value, requests: count }) => [value, count]))).toEqual(counts);
});

test('each group has a report of its own requests', async () => {
  const { parts, period } = await makeReport([folder], { groupBy: 'query:org' });
  for (const part of parts) {
    const own = events.filter((_, index) => URIS[index]?.[1] === part.group);
    expect(panelRows(part)).toEqual(expectedReports['access-logs'](own, { period }));
  }
});

test('groups by bucket add up to the report that is not grouped', async () => {
  const story = accessStoryEvents();
  const { parts, period } = await makeReport(['examples/access-logs'], { groupBy: 'bucket' });
  expect(parts.map(({ group }) => group)).toEqual(['acme-media', 'acme-backups']);
  for (const part of parts) {
    const own = story.filter(({ bucket }) => bucket === part.group);
    expect(panelRows(part)).toEqual(expectedReports['access-logs'](own, { period }));
  }
});

test('only the largest groups have a report when the lists are cut', async () => {
  const { grouping, parts } = await makeReport([folder], { groupBy: 'query:org', top: 2 });
  expect(parts.map(({ group }) => group)).toEqual([null, '42']);
  expect(grouping?.groups.length).toBeGreaterThan(2);
});

test.each(URIS.flatMap(([, org]) => (org === null ? [] : [org])))(
  '--query-param org=%s keeps its group',
  async (org) => {
    const data = await makeReport([folder], { selection: { window: {}, filters: { 'query-param': [`org=${org}`] } } });
    const own = events.filter((_, index) => URIS[index]?.[1] === org);
    expect(panelRows(data.parts[0] as (typeof data.parts)[number])).toEqual(
      expectedReports['access-logs'](own, { period: data.period }),
    );
  },
);

test('a name with signs that mean something in a pattern stands for itself', async () => {
  const odd = requests(2, (index) => ({ requestUri: `GET /a?${index === 0 ? 'o.g[]' : 'oxg[]'}=1 HTTP/1.1` }));
  const logs = writeFiles({ '2026-02-03-11-00-00-0000000000000001': `${linesOf(odd).join('\n')}\n` }, makeFolder());
  const { grouping } = await makeReport([logs], { groupBy: 'query:o.g[]' });
  rmSync(logs, { recursive: true });
  expect(grouping?.groups).toEqual([
    { value: '1', requests: 1 },
    { value: null, requests: 1 },
  ]);
});

test.each([
  ['query:org', 'examples/cloudtrail', 'FILTER_NOT_APPLICABLE'],
  ['key', 'examples/access-logs', 'INVALID_OPTION'],
  ['query:', 'examples/access-logs', 'INVALID_OPTION'],
])('fails to group by %s in %s', (groupBy, logs, code) => {
  const request = { logs: [logs], selection: { window: {}, filters: {} }, memoryLimitMb: 600, top: 0 };
  expect(failureOf(() => chooseReportLogs({ ...request, maskAddresses: false, groupBy })).code).toBe(code);
});
