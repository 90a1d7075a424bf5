import fc from 'fast-check';
import { accessEvent, renderAccessLine } from '../../generator';
import { HOSTILE_KEYS } from '../../generator/hostile-text';
import { audit } from '../../helpers/local-audit';
import { withFiles } from '../../helpers/log-folder';

/** `KEY_DECODING_SEED` makes other keys. */
const seed = Number(process.env.KEY_DECODING_SEED ?? 20260203);
const COUNT = 6000;

const ENCODED_ONCE = ['BATCH.DELETE.OBJECT', 'S3.EXPIRE.OBJECT', 'S3.TRANSITION_SIA.OBJECT'];
const ENCODED_TWICE = ['REST.GET.OBJECT', 'REST.DELETE.OBJECT', 'WEBSITE.GET.OBJECT', 'REST.NEW.THING'];
const operation = fc.constantFrom(...ENCODED_ONCE, ...ENCODED_TWICE);

const pieces = fc.constantFrom(
  ' ',
  '+',
  '%',
  '%25',
  '%2520',
  '%2B',
  '"',
  "'",
  '\\',
  '-',
  '/',
  '?',
  '&',
  '=',
  '#',
  '%zz',
  '%FF',
  'é',
  '漢',
  '😀',
  '\u0000',
  '\u0001',
  '\n',
  '\r',
  '\t',
  '\u2028',
  '\ufeff',
);
const key = fc
  .oneof(
    fc.constantFrom(...HOSTILE_KEYS),
    fc
      .array(fc.oneof(pieces, fc.string({ unit: 'grapheme', maxLength: 3 })), { minLength: 1, maxLength: 8 })
      .map((parts) => parts.join('')),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  )
  // a dash can not be told from no key, nor a replacement character from bytes that are no UTF-8
  .filter((text) => text !== '' && text !== '-' && !text.includes('\ufffd'));

const rawPieces = fc.constantFrom(
  '%',
  '%2',
  '%25',
  '%252',
  '%2525',
  '%zz',
  '%25zz',
  '%FF',
  '%25FF',
  '%C3',
  '%A9',
  '%C3%A9',
  '%25C3%25A9',
  '%E0%A4',
  '%00',
  '%2500',
  '%20',
  '%2520',
  '%2B',
  '%252B',
  '+',
  '-',
  '"',
  'a',
  'B',
  '/',
  'é',
  '漢',
  '\ufffd',
  '%EF%BF%BD',
  '\u0000',
  '%u0041',
);
const rawKey = fc
  .oneof(
    fc.array(rawPieces, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
  )
  .map((text) => text.replace(/[ \r\n]/g, '+'))
  .filter((text) => text !== '-');

/** The key of a request with that key field, as audits name it. */
function decoded(raw: string, passes: number): string {
  let text = raw;
  for (let pass = 0; pass < passes; pass++) {
    if (/%(?![0-9A-Fa-f]{2})/.test(text)) return raw;
    const bytes: number[] = [];
    const plus = text.replaceAll('+', ' ');
    for (let index = 0; index < plus.length; index++) {
      const point = plus.codePointAt(index) as number;
      if (plus[index] === '%') {
        bytes.push(Number.parseInt(plus.slice(index + 1, index + 3), 16));
        index += 2;
      } else {
        bytes.push(...Buffer.from(String.fromCodePoint(point)));
        if (point > 0xffff) index++;
      }
    }
    text = Buffer.from(bytes).toString();
    if (text.includes('\ufffd')) return raw;
  }
  return text;
}

async function keysOf(lines: readonly string[]): Promise<readonly string[]> {
  return withFiles({ 'a.log': `${lines.join('\n')}\n` }, async (folder) => {
    const { rows, coverage } = await audit([folder], ['object-access'], { logType: 'access-logs' });
    expect(coverage).toMatchObject({ parsed: lines.length, unparsed: 0 });
    const keys: string[] = [];
    for (const row of rows['object-access'] ?? []) keys[Number.parseInt(String(row.request_id), 16)] = String(row.key);
    return keys;
  });
}

function lineOf(index: number, parts: Parameters<typeof accessEvent>[0]): string {
  return renderAccessLine(accessEvent({ ...parts, requestId: index.toString(16).toUpperCase().padStart(16, '0') }));
}

const base = { bucket: 'acme-media', timeMs: Date.UTC(2026, 1, 3, 10) };

test('a key that S3 has encoded is given as it was, whatever the operation', async () => {
  const space = fc.constantFrom('%20' as const, '+' as const);
  const requests = fc.sample(fc.record({ operation, key, space }), { seed, numRuns: COUNT });
  const keys = await keysOf(
    requests.map((request, index) =>
      lineOf(index, { ...base, operation: request.operation, key: request.key, spelling: { space: request.space } }),
    ),
  );
  const wrong = requests
    .map((request, index) => ({ ...request, given: keys[index] }))
    .filter((request) => request.key !== request.given);
  expect(wrong.slice(0, 5)).toEqual([]);
});

test('a key field that no decoding fits is given as it stands, and nothing fails', async () => {
  const requests = fc.sample(fc.record({ operation, rawKey }), { seed, numRuns: COUNT });
  const keys = await keysOf(
    requests.map((request, index) =>
      lineOf(index, {
        ...base,
        operation: request.operation,
        key: request.rawKey,
        spelling: { rawKey: request.rawKey },
      }),
    ),
  );
  const wrong = requests
    .map((request, index) => ({
      ...request,
      expected: decoded(request.rawKey, ENCODED_ONCE.includes(request.operation) ? 1 : 2),
      given: keys[index],
    }))
    .filter((request) => request.expected !== request.given);
  expect(wrong.slice(0, 5)).toEqual([]);
});
