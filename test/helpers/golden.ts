import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Compares with test/golden/<name>, byte by byte; `npm run golden` rewrites that file instead. */
export function expectGolden(name: string, actual: string): void {
  const file = join(__dirname, '..', 'golden', name);
  if ('updateGolden' in globalThis) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
  }
  expect(actual).toBe(readFileSync(file, 'utf8'));
}
