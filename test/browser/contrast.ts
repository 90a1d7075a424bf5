import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Texts on the page that stand out too little from their background (WCAG 2.2, level AA), with their contrast. */
export function contrastProblems(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(readFileSync(join(__dirname, 'contrast-in-page.js'), 'utf8'));
}
