import { accessSync, constants, mkdirSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where screenshots are left for people to look at; git ignores it. */
export const OUTPUT = resolve(__dirname, '../../test-output/browser');

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'];

/** @throws when there is no browser, with what to install */
export async function launchBrowser(): Promise<Browser> {
  mkdirSync(OUTPUT, { recursive: true });
  // a container has no user for Chromium's own sandbox; the pages are our own
  return chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

function findChromium(): string {
  const named = process.env.CHROMIUM;
  if (named !== undefined) return named;
  const candidates = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const found = candidates.find(isExecutable);
  if (found === undefined)
    throw new Error(
      'these tests need Chromium: install it (Debian: apt-get install chromium), or set CHROMIUM to its path',
    );
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A page that is open, and everything that a report must not make happen. */
export interface OpenPage {
  readonly page: Page;
  /** Console errors and warnings, exceptions and dialogs. */
  readonly complaints: readonly string[];
  /** Addresses that were asked for, beside the file itself. */
  readonly requests: readonly string[];
  /** How long it took until all of it was laid out. */
  readonly loadMs: number;
}

/** Opens a file in a context of its own. */
export async function openFile(browser: Browser, file: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  const address = pathToFileURL(file).href;
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== address && !request.url().startsWith('data:')) requests.push(request.url());
  });
  const start = performance.now();
  await page.goto(address, { waitUntil: 'load' });
  return { page, complaints, requests, loadMs: performance.now() - start };
}
