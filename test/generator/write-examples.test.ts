import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { writeExamples } from './write-examples';

const examples = join(__dirname, '../../examples');

test('examples/ holds what the story tells; `npm run golden` writes it anew', () => {
  if ('updateGolden' in globalThis) writeExamples(examples);
  const fresh = mkdtempSync(join(tmpdir(), 'examples-'));
  try {
    writeExamples(fresh);
    for (const logs of ['access-logs', 'cloudtrail']) {
      expect(readAll(join(examples, logs))).toEqual(readAll(join(fresh, logs)));
    }
  } finally {
    rmSync(fresh, { recursive: true });
  }
});

/** Texts by path. Compressed files are compared by content, because zlib's output differs between versions of Node. */
function readAll(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const bytes = readFileSync(path);
      return [path.slice(folder.length), (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()];
    }),
  );
}
