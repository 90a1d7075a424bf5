import { createHash } from 'node:crypto';
import { formatReportHtml } from '../../../lib/report/html/page';
import { SCRIPT } from '../../../lib/report/html/script';
import { STYLE } from '../../../lib/report/html/style';
import type { ReportData } from '../../../lib/report/traffic/report-data';
import { makeReport } from '../../helpers/local-report';

let data: ReportData;
let page: string;

beforeAll(async () => {
  data = await makeReport(['examples/access-logs'], { top: 12 });
  page = formatReportHtml(data);
});

test('the same report gives the same page', () => {
  expect(formatReportHtml(data)).toBe(page);
});

test('the policy of the page allows just its own style and script', () => {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  expect(policy.split('; ').sort()).toEqual(
    [
      "base-uri 'none'",
      "default-src 'none'",
      "form-action 'none'",
      'img-src data:',
      `script-src ${hash(SCRIPT)}`,
      `style-src ${hash(STYLE)}`,
    ].sort(),
  );
});

test('nothing in the page leads out of it', () => {
  const targets = [...page.matchAll(/\s(?:href|src|action|srcset|poster)="([^"]*)"/g)].map(
    ([, target]) => target ?? '',
  );
  expect(targets.length).toBeGreaterThan(20);
  expect(targets.filter((target) => !target.startsWith('#') && !target.startsWith('data:image/'))).toEqual([]);
  expect(page).not.toMatch(/@import|url\(/);
});

test('charts are drawn with colours of the style, so that they follow light and dark', () => {
  const charts = [...page.matchAll(/<div class="chart[^"]*">(<svg.*?<\/svg>)<\/div>/g)].map(([, svg]) => svg ?? '');
  expect(charts).toHaveLength(6);
  for (const svg of charts) {
    expect(svg).toContain('var(--tone-main)');
    expect(svg).not.toMatch(/(?:fill|stroke)="(?!var\(|none)/);
    expect(svg).not.toMatch(/style=|class="zr|ecmeta/);
  }
});

test('a list of more rows than are shown at first tells both times what it leaves out', () => {
  const [list = ''] = /<section class="card" id="keys"[\s\S]*?<\/section>/.exec(page) ?? [];
  expect(list).toContain('… and 95 more');
  expect(list).toContain('… and 93 more');
  expect(list.match(/class="extra"/g)).toHaveLength(2);
});

test('a report without rows has no charts, and says so', async () => {
  const nothing = await makeReport(['examples/access-logs'], {
    selection: { window: {}, filters: { bucket: ['no-such-bucket'] } },
  });
  const empty = formatReportHtml(nothing);
  expect(empty).not.toContain('<figure');
  expect(empty.match(/Nothing of this kind/g)?.length).toBeGreaterThan(15);
  expect(empty).toContain('check --bucket');
});

test('the title is escaped wherever it stands', () => {
  const titled = formatReportHtml({ ...data, title: '</title><script>alert(1)</script>' });
  expect(titled).not.toContain('<script>alert');
  expect(titled.match(/<script/g)).toHaveLength(1);
});

test('addresses that were filtered by are not in a page that hides addresses', async () => {
  const selection = { window: {}, filters: { 'remote-ip': ['10.0.12.34'] } };
  const hidden = await makeReport(['examples/access-logs'], { selection, maskAddresses: true, top: 0 });
  expect(formatReportHtml(hidden)).not.toContain('10.0.12.34');
  expect(formatReportHtml(hidden)).toContain('10.0.12.0');
});
