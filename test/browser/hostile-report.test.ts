import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { formatReportHtml } from '../../lib/report/html/page';
import type { AccessEvent } from '../generator';
import { makeReport } from '../helpers/local-report';
import { linesOf, requests, withFiles } from '../helpers/log-folder';
import { launchBrowser, OUTPUT, openFile } from './browser';

/** Texts that try to become markup, script or a link, to hide, or to turn the page round. */
const HOSTILE = [
  '<script>document.title = "pwned"; alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</td></table></main><h1>pwned</h1>',
  '</style><style>* { display: none !important }</style>',
  '</title><script>alert(1)</script>',
  'javascript:alert(1)',
  '{{constructor.constructor("alert(1)")()}}',
  '<svg/onload=alert(1)>',
  '<!--',
  'right\u202Eto left\u202C end',
  '\u0000null\u0001byte\u001b[31m',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  `long ${'agent '.repeat(17_000)}`,
];

/** Each text wherever a client can put one. */
const events: readonly AccessEvent[] = requests(HOSTILE.length * 3, (index) => {
  const text = HOSTILE[index % HOSTILE.length] as string;
  return {
    key: `media/${text}`,
    requester: text.replace(/[\s"]/g, '_'),
    userAgent: text,
    referer: `https://${text.slice(0, 60)}.example/`,
    requestUri: `GET /a?org=${encodeURIComponent(text.slice(0, 60))} HTTP/1.1`,
    status: index % 3 === 0 ? 403 : 200,
    errorCode: index % 3 === 0 ? text.replace(/[\s"]/g, '_').slice(0, 40) : null,
  };
});

let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hostile-report-'));
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function reportOf(lines: readonly string[], more: Parameters<typeof makeReport>[1] = {}): Promise<string> {
  const files = { '2026-02-03-11-00-00-0000000000000001': `${lines.join('\n')}\n` };
  const data = await withFiles(files, (logs) => makeReport([logs], { top: 20, ...more }));
  const file = join(folder, `report-${Math.random()}.html`);
  writeFileSync(file, formatReportHtml(data));
  return file;
}

test.each([
  ['whole', {}],
  ['in groups', { groupBy: 'query:org', title: HOSTILE[0] as string }],
  ['in whole lists', { top: 0 }],
])('hostile text in the logs is shown and does nothing, %s', async (name, more) => {
  const file = await reportOf(linesOf(events), more);
  const {
    page,
    complaints,
    requests: asked,
  } = await openFile(browser, file, { viewport: { width: 1280, height: 900 } });
  expect({ complaints, asked }).toEqual({ complaints: [], asked: [] });
  expect(await page.title()).not.toBe('pwned');
  expect(await page.locator('script').count()).toBe(1);
  expect(await page.locator('style').count()).toBe(1);
  expect(await page.locator('h1').count()).toBe(1);
  expect(await page.locator('img, iframe, object, embed, form, base, link:not([rel=icon])').count()).toBe(0);
  const attributes = await page
    .locator('*')
    .evaluateAll((elements) =>
      elements.flatMap((element) => [...element.attributes].map((one) => `${one.name}=${one.value}`)),
    );
  expect(attributes.filter((text) => /^on|^style=|^(?:href|src)=(?!#|data:image)/.test(text))).toEqual([]);
  await page.screenshot({ path: join(OUTPUT, `hostile-${name.replaceAll(' ', '-')}.png`), fullPage: true });
  const text = await page.locator('main').textContent();
  expect(text).toContain('<script>document.title = "pwned"; alert(1)</script>');
  expect(text).toContain('\\u202eto left');
  expect(text).toContain('\\x00null\\x01byte\\x1b[31m');
  expect(text).not.toMatch(/(?![\n\t])\p{Cc}|[\u202a-\u202e]/u);
  await page.context().close();
});

test('sorting and narrowing hostile rows does nothing either', async () => {
  const { page, complaints } = await openFile(browser, await reportOf(linesOf(events)));
  for (const button of await page.locator('th button').filter({ visible: true }).all()) await button.click();
  for (const search of await page.locator('.search').all()) await search.fill('<script>alert(1)</script>');
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('the policy of the page stops script that is not its own', async () => {
  const file = await reportOf(linesOf(requests(1)));
  const { page, complaints } = await openFile(browser, file);
  await page.setContent((await page.content()).replace('</body>', '<script>document.title = "pwned"</script></body>'));
  expect(await page.title()).not.toBe('pwned');
  expect(complaints.join('\n')).toMatch(/Content Security Policy/);
  await page.context().close();
});

test.each([
  ['one line', requests(1)],
  ['lines of one second', requests(3, () => ({ timeMs: Date.UTC(2026, 1, 3) }))],
])('a report on %s is a page, too', async (_, few) => {
  const { page, complaints } = await openFile(browser, await reportOf(linesOf(few)));
  expect(complaints).toEqual([]);
  expect(await page.locator('.tile').first().textContent()).toContain(String(few.length));
  await page.context().close();
});

test('an empty log gives a page that says so', async () => {
  const { page, complaints } = await openFile(browser, await reportOf([]));
  await page.screenshot({ path: join(OUTPUT, 'empty.png'), fullPage: true });
  expect(complaints).toEqual([]);
  expect(await page.locator('header').textContent()).toMatch(/no event/);
  expect(await page.locator('main').textContent()).toMatch(/Nothing of this kind/);
  await page.context().close();
});

test('100,000 different keys make a small page that opens at once', async () => {
  const many = requests(100_000, (index) => ({
    key: `media/${index % 7}/${index}.jpg`,
    remoteIp: `10.${index % 200}.${index % 251}.1`,
  }));
  const file = await reportOf(linesOf(many));
  const { page, loadMs } = await openFile(browser, file);
  expect(statSync(file).size).toBeLessThan(1_000_000);
  expect(loadMs).toBeLessThan(5_000);
  expect(await page.locator('#keys tfoot .at-first').textContent()).toContain('… and 99,990 more');
  await page.context().close();
});
