import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const REPOSITORY = join(__dirname, '..', '..');

/** Compares with a document of the repository; `npm run golden` rewrites it instead. */
export function expectDocument(path: string, fresh: string): void {
  const file = join(REPOSITORY, path);
  if ('updateGolden' in globalThis) writeFileSync(file, fresh);
  expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(fresh);
}

/** The same for the part of a document between `<!-- <name>:begin -->` and `<!-- <name>:end -->`. */
export function expectSection(path: string, name: string, fresh: string): void {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const text = readFileSync(join(REPOSITORY, path), 'utf8');
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`${path} has no ${begin} … ${end}`);
  expectDocument(path, `${text.slice(0, before)}${begin}\n${fresh}${text.slice(after)}`);
}
