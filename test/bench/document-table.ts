import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const DOCUMENT = resolve('docs/performance.md');

/**
 * Puts a table into docs/performance.md, in the place of the one of the last benchmark.
 * @param name of the marks around it: `<!-- name:begin -->`
 * @throws Error when the document has no such marks
 */
export function writeTable(name: string, table: string): void {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const text = readFileSync(DOCUMENT, 'utf8');
  const [before, after] = [text.split(begin)[0], text.split(end)[1]];
  if (after === undefined) throw new Error(`${DOCUMENT} has no place for ${name}`);
  writeFileSync(DOCUMENT, `${before}${begin}\n${table}\n${end}${after}`);
}
