import { formatReportJson } from '../../../lib/report/traffic/format-report-json';
import { renderCsvFiles } from '../../../lib/report/traffic/report-csv';
import { type ReportData, restOf } from '../../../lib/report/traffic/report-data';
import { renderTerminalReport } from '../../../lib/report/traffic/terminal-report';
import { expectGolden } from '../../helpers/golden';
import { makeReport, panelRows } from '../../helpers/local-report';
import { linesOf, requests, withFiles } from '../../helpers/log-folder';

let access: ReportData;
let trail: ReportData;
let grouped: ReportData;

beforeAll(async () => {
  access = await makeReport(['examples/access-logs'], { top: 5 });
  trail = await makeReport(['examples/cloudtrail'], { top: 5 });
  grouped = await makeReport(['examples/access-logs'], { top: 2, groupBy: 'requester' });
});

test('JSON holds the whole report, golden', () => {
  expectGolden('report/traffic-access-logs.json', formatReportJson(access));
  expectGolden('report/traffic-cloudtrail.json', formatReportJson(trail));
});

test('JSON has the rows of every panel by name, and what the lists leave out', () => {
  const json = JSON.parse(formatReportJson(access));
  expect(
    Object.fromEntries(Object.entries(json.panels).map(([id, panel]) => [id, (panel as { rows: [] }).rows])),
  ).toEqual(panelRows(access.parts[0] as ReportData['parts'][number]));
  const { rows, rowCount, rest } = json.panels.keys;
  expect(rows).toHaveLength(5);
  expect(rest.count).toBe(rowCount - 5);
  const shown = rows.reduce((sum: number, row: { requests: number }) => sum + row.requests, 0);
  expect(rest.sums.requests + shown).toBe(304);
  expect(json.panels.summary.rest).toBeNull();
});

test('JSON of a grouped report has the groups, and a part for each of the first', () => {
  const json = JSON.parse(formatReportJson(grouped));
  expect(json.groupBy).toBe('requester');
  expect(json.groups).toEqual(grouped.grouping?.groups);
  expect(json.parts.map(({ group }: { group: string | null }) => group)).toEqual(
    grouped.parts.map(({ group }) => group),
  );
  expect(json.parts[1].group).toBeNull();
  expect(json.parts[1].panels.summary.rows[0].requests).toBe(58);
});

test('CSV has a file for each panel with the same rows', async () => {
  const files = await renderCsvFiles(access, {});
  const panels = access.parts[0]?.sections.flatMap((section) => section.panels) ?? [];
  expect(files.map(({ path }) => path)).toEqual(panels.map(({ panel }) => `${panel.id}.csv`));
  expect(files.find(({ path }) => path === 'status-codes.csv')?.text).toBe(
    [
      'http_status,error_code,requests,share,first_time,last_time',
      '200,,208,0.6887417218543046,2026-02-02T12:20:11Z,2026-02-07T09:30:00Z',
      '204,,42,0.1390728476821192,2026-02-02T23:59:59Z,2026-02-07T00:00:00Z',
      '403,AccessDenied,22,0.0728476821192053,2026-02-03T01:00:00Z,2026-02-06T15:12:09Z',
      '404,NoSuchKey,10,0.033112582781456956,2026-02-04T06:00:11Z,2026-02-04T07:14:40Z',
      '503,SlowDown,10,0.033112582781456956,2026-02-05T14:01:10Z,2026-02-05T14:06:00Z',
      '',
    ].join('\n'),
  );
});

test('CSV of a grouped report has a folder for each of the first groups, and a list of all', async () => {
  const files = await renderCsvFiles(grouped, {});
  const folders = [...new Set(files.flatMap(({ path }) => (path.includes('/') ? [path.split('/')[0]] : [])))];
  expect(folders).toEqual(['001-arn-aws-sts-111122223333-assumed-role-web-frontend-i-0a1b2c3', '002-none']);
  const [first, ...lines] =
    files
      .find(({ path }) => path === 'groups.csv')
      ?.text.trim()
      .split('\n') ?? [];
  expect(first).toBe('group,requests,folder');
  expect(lines).toHaveLength(grouped.grouping?.groups.length ?? 0);
  expect(lines[1]).toBe(',58,002-none');
  expect(lines[2]).toMatch(/,45,$/);
});

test.each([
  ['../../etc/passwd', '001-etc-passwd'],
  ['..', '001'],
  ['a/b\\c:d', '001-a-b-c-d'],
  ['\u202e', '001'],
  ['x'.repeat(300), `001-${'x'.repeat(60)}`],
])('a group named %j has the folder %s', async (group, folder) => {
  const [part] = access.parts;
  const data = {
    ...access,
    grouping: { by: 'query:org', groups: [{ value: group, requests: 1 }] },
    parts: [{ ...part, group }],
  };
  const files = await renderCsvFiles(data as ReportData, {});
  expect(new Set(files.slice(1).map(({ path }) => path.split('/')[0]))).toEqual(new Set([folder]));
});

test.each([
  ['a narrow terminal', 80],
  ['a wide one', 140],
])('the text for %s is golden', (_, width) => {
  expectGolden(`report/traffic-${width}.txt`, renderTerminalReport(access, width, false));
});

test('the text for a terminal keeps within its width', () => {
  for (const data of [access, trail, grouped]) {
    const lists = renderTerminalReport(data, 80, false)
      .split('\n')
      .filter((line) => !/^[!·]/.test(line));
    expect(lists.filter((line) => [...line].length > 80)).toEqual([]);
  }
});

test('nothing out of a log steers the terminal: not in findings, lists, names of groups or the title', async () => {
  const hostile = '\u001b[31mred\u202e';
  const events = requests(3, () => ({ requester: hostile, status: 403, errorCode: 'AccessDenied' }));
  await withFiles({ '2026-02-03-11-00-00-0000000000000001': `${linesOf(events).join('\n')}\n` }, async (logs) => {
    for (const groupBy of [undefined, 'requester']) {
      const data = await makeReport([logs], { title: `Of ${hostile}`, ...(groupBy ? { groupBy } : {}) });
      const text = renderTerminalReport(data, 100, false);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
      expect(text).not.toMatch(/[\u001b\u202e]/);
      expect(text).toContain('Of \\x1b[31mred\\u202e');
      expect(text).toContain('most often from \\x1b[31mred\\u202e');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
      expect(formatReportJson(data)).not.toMatch(/[\u001b\u202e]/);
      if (groupBy) expect(text).toContain('── requester: \\x1b[31mred\\u202e ──');
    }
  });
});

test.each([undefined, 'requester'])(
  'CSV is defused for a spreadsheet when it shall be, grouped by %s',
  async (groupBy) => {
    const events = requests(3, () => ({ requester: '=cmd()' }));
    await withFiles({ '2026-02-03-11-00-00-0000000000000001': `${linesOf(events).join('\n')}\n` }, async (logs) => {
      const data = await makeReport([logs], groupBy ? { groupBy } : {});
      const text = async (options: object) => (await renderCsvFiles(data, options)).map((file) => file.text).join('');
      expect(await text({ spreadsheetSafe: true })).not.toMatch(/(?:^|,)"?=cmd/m);
      expect(await text({ spreadsheetSafe: true })).toContain(`"'=cmd()"`);
      expect(await text({})).toMatch(/^=cmd\(\),/m);
    });
  },
);

test('bars over time tell how much each of them stands for when there are more periods than columns', () => {
  const [part] = access.parts as [ReportData['parts'][number]];
  const hours = Array.from({ length: 100 }, (_, index) => new Date(Date.UTC(2026, 1, 1, index)).toISOString());
  const sections = part.sections.map((section) => ({
    ...section,
    panels: section.panels.map((answer) =>
      answer.panel.id === 'traffic'
        ? { ...answer, rows: hours.map((hour) => [hour, 1, ...(answer.rows[0]?.slice(2) ?? [])]) }
        : answer,
    ),
  }));
  const data: ReportData = { ...access, period: 'hour', parts: [{ ...part, sections }] };
  expect(renderTerminalReport(data, 80, false)).toContain(
    `Requests per 2 hours, ${hours[0]} to ${hours[99]}\n${'█'.repeat(50)}\n`,
  );
  expect(renderTerminalReport(data, 140, false)).toContain(
    `Requests per hour, ${hours[0]} to ${hours[99]}\n${'█'.repeat(100)}\n`,
  );
});

test('what a list leaves out is whole when integers are larger than a number can hold', () => {
  const [answer] = access.parts[0]?.sections.flatMap((section) => section.panels) ?? [];
  const large = 2n ** 53n + 1n;
  const columns = [{ name: 'bytes', type: 'integer' as const, description: '' }];
  const rest = restOf({ ...answer, columns, rows: [[large]], rowCount: 2, sums: { bytes: large + 5n } } as never);
  expect(rest).toEqual({ count: 1, sums: { bytes: 5 } });
});
