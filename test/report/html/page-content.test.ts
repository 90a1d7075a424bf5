import { formatReportHtml } from '../../../lib/report/html/page';
import type { PanelAnswer, ReportData } from '../../../lib/report/traffic/report-data';
import { panelOf } from '../../../lib/report/traffic/report-data';
import { makeReport } from '../../helpers/local-report';

let data: ReportData;
let page: string;
let grouped: ReportData;
let groupedPage: string;

beforeAll(async () => {
  data = await makeReport(['examples/access-logs'], { top: 12 });
  page = formatReportHtml(data);
  grouped = await makeReport(['examples/access-logs'], { top: 2, groupBy: 'requester' });
  groupedPage = formatReportHtml(grouped);
});

const panel = (id: string, within = data) => panelOf(within.parts[0] as ReportData['parts'][number], id) as PanelAnswer;
/** The card of a panel. */
const card = (id: string, within = page) =>
  new RegExp(`<section class="card" id="${id}"[\\s\\S]*?</section>`).exec(within)?.[0] ?? '';
const text = (markup: string) => markup.replace(/<[^>]*>/g, '');
const about = (changed: Partial<ReportData['coverage']>) =>
  formatReportHtml({ ...data, coverage: { ...data.coverage, ...changed } as ReportData['coverage'] });

test('every link leads to a place in the page, and every place is there once', () => {
  for (const each of [page, groupedPage]) {
    const ids = [...each.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    const targets = [...each.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);
    expect(targets.length).toBeGreaterThan(5);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
    expect(ids).toHaveLength(new Set(ids).size);
  }
});

test('what is worth a look stands once in a report, and in that of each group', () => {
  expect(page.match(/Worth a look/g)).toHaveLength(1);
  expect(groupedPage.match(/Worth a look/g)?.length ?? 0).toBeLessThanOrEqual(2);
});

test('the top tells the window that was asked for, or else the first and last event', async () => {
  const window = { from: new Date('2026-02-03T00:00:00Z'), to: new Date('2026-02-05T00:00:00Z') };
  const narrow = await makeReport(['examples/access-logs'], { selection: { window, filters: {} } });
  expect(formatReportHtml(narrow)).toContain('<strong>3 Feb 2026, 00:00 – 5 Feb 2026, 00:00</strong> UTC');
  expect(page).toContain('<strong>2 Feb 2026, 12:20 – ');
});

test('the bucket is told where there are several, and in no row when there is one', async () => {
  expect(card('keys')).toContain('data-label="Bucket"');
  const filters = { bucket: ['acme-media'] };
  const one = await makeReport(['examples/access-logs'], { selection: { window: {}, filters } });
  expect(formatReportHtml(one)).not.toContain('data-label="Bucket"');
});

test('groups tell how many requests they have, also those without a report', () => {
  const { groups } = grouped.grouping as NonNullable<ReportData['grouping']>;
  const [first, second, ...others] = groups.map(({ requests }) => requests) as [number, number, ...number[]];
  const left = others.reduce((sum, requests) => sum + requests, 0);
  const shown = text(groupedPage);
  expect(shown).toContain(`${groups.length} groups, ${first + second + left} requests`);
  expect(shown).toContain(`… and ${others.length} more${left}`);
});

test('says what it rests on', () => {
  expect(text(page)).toContain('331 lines in 21 files, 1 not understood');
  expect(page).toContain('<dt>Copies</dt><dd>1 dropped; a request counts once</dd>');
  expect(about({ duplicates: 0 })).toContain('<dt>Copies</dt><dd>none</dd>');
  expect(page).not.toContain('<dt>Addresses</dt>');
  expect(formatReportHtml({ ...data, maskedAddresses: true })).toContain(
    '<dt>Addresses</dt><dd>shown without their last part</dd>',
  );
});

test('names some files that could not be read, escaped, and counts the others', () => {
  const unreadable = Array.from({ length: 60 }, (_, index) => ({ file: `<${index}>`, reason: 'cut', partial: false }));
  const incomplete = about({ unreadable });
  expect(incomplete).toContain('incomplete: 60 files could not be read to the end');
  expect(incomplete.match(/<b>unreadable:<\/b> <bdi>&lt;\d+&gt;<\/bdi>/g)).toHaveLength(50);
  expect(incomplete).toContain('… and 10 more files');
});

test('numbers are sorted by what they are, and read as people write them', () => {
  const keys = panel('heavy-keys');
  const place = keys.columns.findIndex(({ name }) => name === 'bytes_sent');
  const exact = [...card('heavy-keys').matchAll(/data-value="(\d+)" data-label="Sent"/g)].map(([, value]) => value);
  expect(exact).toEqual(keys.rows.map((row) => String(row[place])));
  expect(card('heavy-keys')).toMatch(/<span title="[\d,]+ bytes">[\d.]+ [KMG]B<\/span>/);
  expect(card('status-codes')).toContain('<span class="v">68.9 %</span>');
  expect(text(card('denials'))).toContain('anonymous');
});

test('the last line of a list has what is left out, and which part of all that is', () => {
  const keys = panel('keys');
  const foot = /<tfoot[\s\S]*<\/tfoot>/.exec(card('keys'))?.[0] ?? '';
  const place = keys.columns.findIndex(({ name }) => name === 'requests');
  const total = Number(keys.sums.requests);
  const parts = [10, 12].map((count) => {
    const shown = keys.rows.slice(0, count).reduce((sum, row) => sum + Number(row[place]), 0);
    return (total - shown) / total;
  });
  for (const part of parts) expect(foot).toContain(`data-label="Share"><span class="v">${(part * 100).toFixed(1)} %`);
  const lines = foot.split('</tr>').map(text);
  expect(lines[0]).toContain('… and 95 more');
  expect(lines[1]).toContain('… and 93 more');
});

test('bars are as long as their values, the largest being the whole', () => {
  const operations = panel('operations');
  const place = operations.columns.findIndex(({ name }) => name === 'requests');
  const values = operations.rows.map((row) => Number(row[place]));
  const widths = [...card('operations').matchAll(/<rect width="([\d.]+)" height="1"\/>/g)].map(([, width]) => width);
  const wanted = values.map((value) => Math.max(0.6, (value / (values[0] as number)) * 100).toFixed(2));
  expect(widths).toEqual(wanted);
  expect(widths[0]).toBe('100.00');
});

test('a tile warns when there is something to warn of', async () => {
  const tiles = (of: string) => [...of.matchAll(/<div class="tile( \w+)?"><dt[^>]*>([^<]*)/g)];
  const warning = (of: string) => tiles(of).flatMap(([, tone, label]) => (tone ? [label] : []));
  expect(tiles(page).length).toBeGreaterThan(8);
  expect(warning(page)).toEqual(expect.arrayContaining([expect.stringMatching(/error/i)]));
  const filters = { operation: ['REST.PUT.OBJECT'], status: ['200'], requester: ['arn:*'] };
  const sound = await makeReport(['examples/access-logs'], { selection: { window: {}, filters } });
  expect(tiles(formatReportHtml(sound))).toHaveLength(tiles(page).length);
  expect(warning(formatReportHtml(sound))).toEqual([]);
});
