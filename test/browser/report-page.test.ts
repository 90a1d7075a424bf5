import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { formatReportHtml } from '../../lib/report/html/page';
import { makeReport } from '../helpers/local-report';
import { launchBrowser, OUTPUT, openFile } from './browser';
import { contrastProblems } from './contrast';

const SCREENS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }],
  ['phone-dark', { viewport: { width: 360, height: 740 }, colorScheme: 'dark', isMobile: true, hasTouch: true }],
];

let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'report-page-'));
  for (const [name, logs] of [
    ['access', 'examples/access-logs'],
    ['trail', 'examples/cloudtrail'],
  ] as const) {
    writeFileSync(join(folder, `${name}.html`), formatReportHtml(await makeReport([logs], { top: 20 })));
  }
  writeFileSync(
    join(folder, 'groups.html'),
    formatReportHtml(await makeReport(['examples/access-logs'], { top: 20, groupBy: 'bucket' })),
  );
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

const pages = ['access', 'trail', 'groups'].flatMap((name) =>
  SCREENS.map(([screen, options]) => [name, screen, options] as const),
);

test.each(pages)(
  'the %s report on a %s screen complains of nothing, loads nothing and fits',
  async (name, screen, options) => {
    const { page, complaints, requests } = await openFile(browser, join(folder, `${name}.html`), options);
    await page.screenshot({ path: join(OUTPUT, `${name}-${screen}.png`), fullPage: true });
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
    const [content, screenWidth] = await page.evaluate<number[]>(
      '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
    );
    expect(content).toBe(screenWidth);
    expect(await contrastProblems(page)).toEqual([]);
    await page.context().close();
  },
);

test('the picture in the documents shows a report', async () => {
  const picture = resolve(__dirname, '../../docs/report.png');
  const { page } = await openFile(browser, join(folder, 'access.html'), { viewport: { width: 1240, height: 830 } });
  if ('updateGolden' in globalThis) await page.screenshot({ path: picture });
  expect(statSync(picture).size).toBeGreaterThan(50_000);
  await page.context().close();
});

test('a click on a heading sorts by its numbers, another one turns the order round', async () => {
  const { page } = await openFile(browser, join(folder, 'access.html'));
  const shown = () => columnOf(page, '#heavy-keys', 'Sent');
  const bytes = (await shown()).map(Number);
  expect(bytes).toEqual([...bytes].sort((a, b) => b - a));
  const head = page.locator('#heavy-keys th', { hasText: 'Requests' });
  await head.locator('button').click();
  expect(await head.getAttribute('aria-sort')).toBe('descending');
  const requests = (await columnOf(page, '#heavy-keys', 'Requests')).map(Number);
  expect(requests).toEqual([...requests].sort((a, b) => b - a));
  await head.locator('button').click();
  expect(await head.getAttribute('aria-sort')).toBe('ascending');
  expect((await columnOf(page, '#heavy-keys', 'Requests')).map(Number)).toEqual([...requests].reverse());
  await page.locator('#heavy-keys th', { hasText: 'Sent' }).locator('button').click();
  expect((await shown()).map(Number)).toEqual(bytes);
  expect(await page.locator('#heavy-keys th[aria-sort]').allTextContents()).toEqual(['Sent']);
  await page.context().close();
});

test('a click on a heading sorts by its text, and the first rows are those that are shown', async () => {
  const { page } = await openFile(browser, join(folder, 'access.html'));
  const button = page.locator('#operations th', { hasText: 'Operation' }).locator('button');
  const rows = page.locator('#operations tbody tr');
  const names = () => rows.locator('td:first-child .v').allTextContents();
  await button.click();
  const sorted = [...(await names())].sort((a, b) => a.localeCompare(b));
  expect(await names()).toEqual(sorted);
  await button.click();
  expect(await names()).toEqual(sorted.reverse());
  const visible = rows.filter({ visible: true }).locator('td:first-child .v');
  expect(await visible.allTextContents()).toEqual(sorted.slice(0, 10));
  await page.context().close();
});

test('where there is no number the row comes last, whichever way it is sorted', async () => {
  const { page } = await openFile(browser, join(folder, 'access.html'));
  const cells = page.locator('#network-paths td[data-label="Turn-around max"]');
  // as it is written; the examples have a number everywhere
  await cells.first().evaluate((cell) => {
    cell.removeAttribute('data-value');
    cell.innerHTML = '<span class="v">\u2013</span>';
  });
  const button = page.locator('#network-paths th', { hasText: 'Turn-around max' }).locator('button');
  for (const _ of ['down', 'up']) {
    await button.click();
    const values = await cells.allTextContents();
    expect(values.indexOf('\u2013')).toBe(values.length - 1);
  }
  await page.context().close();
});

test('a word narrows a long list, also to rows that are not shown at first', async () => {
  const { page } = await openFile(browser, join(folder, 'access.html'));
  const rows = page.locator('#operations tbody tr');
  const visible = async () =>
    (await rows.filter({ visible: true }).locator('td:first-child .v').allTextContents()).sort();
  expect(await visible()).toHaveLength(10);
  const all = await rows.locator('td:first-child .v').allTextContents();
  await page.locator('#operations .search').fill('delete');
  const wanted = all.filter((name) => name.toLowerCase().includes('delete')).sort();
  expect(wanted.length).toBeGreaterThan(0);
  expect(await visible()).toEqual(wanted);
  await page.locator('#operations .search').fill('');
  expect(await visible()).toHaveLength(10);
  await page.context().close();
});

test('everything can be read without script: the numbers, the charts and the rest of a list', async () => {
  const { page, complaints } = await openFile(browser, join(folder, 'access.html'), { javaScriptEnabled: false });
  expect(complaints).toEqual([]);
  expect(await page.locator('.tile').first().textContent()).toContain('329');
  expect(await page.locator('#traffic .for-wide svg').count()).toBe(3);
  expect(await page.locator('th button, .search').count()).toBe(0);
  const rows = page.locator('#operations tbody tr').filter({ visible: true });
  expect(await rows.count()).toBe(10);
  await page.locator('#operations .more').click();
  expect(await rows.count()).toBe(20);
  await page.locator('#traffic summary').click();
  expect(await page.locator('#traffic tbody tr').filter({ visible: true }).count()).toBe(6);
  await page.context().close();
});

test('paper gets all rows and the numbers behind the charts, and no controls', async () => {
  const { page } = await openFile(browser, join(folder, 'access.html'));
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('nav, .more, .search').filter({ visible: true }).count()).toBe(0);
  expect(await page.locator('#operations tbody tr').filter({ visible: true }).count()).toBe(20);
  expect(await page.locator('#traffic tbody tr').filter({ visible: true }).count()).toBe(6);
  const paper = await page.pdf({ path: join(OUTPUT, 'access.pdf'), format: 'A4' });
  expect(paper.length).toBeGreaterThan(10_000);
  await page.context().close();
});

test('every link in the page leads to something in it', async () => {
  for (const name of ['access', 'trail', 'groups']) {
    const { page } = await openFile(browser, join(folder, `${name}.html`));
    const targets = await page.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    const ids = await page.locator('[id]').evaluateAll((elements) => elements.map(({ id }) => id));
    expect(targets.filter((target) => !ids.includes(target?.slice(1) ?? ''))).toEqual([]);
    expect(ids).toEqual([...new Set(ids)]);
    await page.context().close();
  }
});

/** The exact values of a column in the order of the rows. */
async function columnOf(page: Page, panel: string, label: string): Promise<readonly string[]> {
  return page
    .locator(`${panel} tbody td[data-label="${label}"]`)
    .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-value') ?? ''));
}
