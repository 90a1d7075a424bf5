import { basename, normalize, resolve, sep } from 'node:path';
import fc from 'fast-check';
import { asidePathOfKey, foldPath, pathOfKey } from '../../lib/log-store/sync/file-names';

test.each([
  '2026-02-03-10-20-30-0123456789ABCDEF',
  'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/02/03/111122223333_CloudTrail_eu-west-1_20260203T1020Z_aBcD.json.gz',
  'günther/日本/ä b+c=d@e,f(1).log',
])('%s keeps its name', (key) => {
  expect(pathOfKey(key)).toBe(key);
});

test.each([
  ['..', '%2E%2E'],
  ['../../etc/passwd', '%2E%2E/%2E%2E/etc/passwd'],
  ['a/./b', 'a/%2E/b'],
  ['/etc/passwd', '%2F/etc/passwd'],
  ['a//b', 'a/%2F/b'],
  ['a/', 'a/%2F'],
  ['a\\..\\b', 'a%5C..%5Cb'],
  ['C:/x', 'C%3A/x'],
  ['a\u0000b\nc\u007f', 'a%00b%0Ac%7F'],
  ['100%41', '100%2541'],
  ['con', '%63on'],
  ['NUL.txt', '%4EUL.txt'],
  ['console', 'console'],
  ['a. ', 'a.%20'],
  ['a..', 'a.%2E'],
  ['what?*"<>|', 'what%3F%2A%22%3C%3E%7C'],
  ['.s3-log-audit/index.ndjson', '%2Es3-log-audit/index.ndjson'],
  ['.S3-Log-Audit', '%2ES3-Log-Audit'],
  ['~0123', '%7E0123'],
])('%j is kept as %s', (key, path) => {
  expect(pathOfKey(key)).toBe(path);
});

test('a name that is too long keeps the end, which tells the time', () => {
  const end = '2026-02-03-10-20-30-0123456789ABCDEF';
  const path = pathOfKey(`x/${'ä'.repeat(300)}${end}`);
  expect(path).toMatch(new RegExp(`^x/~[0-9a-f]{24}~ä+${end}$`));
  expect(Buffer.byteLength(basename(path))).toBeLessThanOrEqual(255);
  expect(pathOfKey(`x/${'ä'.repeat(301)}${end}`)).not.toBe(path);
});

test('a path that is too long is kept aside', () => {
  const key = `${'a/'.repeat(500)}b`;
  expect(pathOfKey(key)).toBe(asidePathOfKey(key));
  expect(asidePathOfKey(key)).toMatch(/^~[0-9a-f]{24}\/b$/);
});

test('a key never leads out of its folder, has a legal name on every system, and shares it with no other key', () => {
  const part = fc.oneof(
    fc.string({
      unit: fc.constantFrom('a', 'A', '.', '/', '\\', ':', '%', '2', 'E', ' ', '~', '\0', '\n', 'ä'),
      maxLength: 8,
    }),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom('..', '.', '', 'con', '.s3-log-audit', 'x'.repeat(300), '😀'.repeat(70)),
  );
  const key = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
  fc.assert(
    fc.property(key, key, (one, other) => {
      fc.pre(one !== '' && Buffer.byteLength(one) <= 1024);
      for (const path of [pathOfKey(one), asidePathOfKey(one)]) {
        expect(resolve('/folder', path).startsWith(`/folder${sep}`)).toBe(true);
        expect(normalize(path)).toBe(path);
        for (const name of path.split('/')) {
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
          expect(name).not.toMatch(/[\x00-\x1f\x7f\\:*?"<>|]|[. ]$|^$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
        }
        expect(foldPath(path.split('/')[0] as string)).not.toBe('.s3-log-audit');
      }
      if (one !== other) expect(pathOfKey(one)).not.toBe(pathOfKey(other));
    }),
    { numRuns: 1000, seed: 11 },
  );
});

test.each([
  ['LOG', 'log'],
  ['e\u0301', '\u00e9'],
  ['stra\u00dfe', 'STRASSE'],
  ['\u017f', 's'],
  ['a\u200bb', 'ab'],
])('%s and %s are the same to some file system', (one, other) => {
  expect(foldPath(one)).toBe(foldPath(other));
});
