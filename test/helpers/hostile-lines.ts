import fc from 'fast-check';
import { HOSTILE_REFERERS, HOSTILE_TARGETS, HOSTILE_USER_AGENTS } from '../generator/hostile-text';

/** What forgers and faults put into lines. */
const FRAGMENTS: readonly string[] = [
  '"',
  '""',
  '" ',
  ' "',
  '" "',
  '"-"',
  '-',
  ' - ',
  ' ',
  '  ',
  '\\',
  '\\"',
  '[',
  ']',
  '+0000]',
  ' +0000]',
  '[03/Feb/2026:10:00:00 +0000]',
  '\t',
  '\u0000',
  '\u0001',
  '\u0002',
  '\u000b',
  '\u000c',
  '\u001b[31m',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '\ufffd',
  '😀',
  '漢',
  'é',
  'e\u0301',
  '0',
  '7',
  '200',
  ' 200 ',
  '99999999999999999999',
  '2e3',
  '0x1f',
  '403 AccessDenied',
  '-1',
  '+1',
  '" 200 - 1 1 1 1 "',
  '" 200 - 1 1 1 1 "-" "x" -',
  ' 403 AccessDenied - - 1 1 "-" "none" -',
  '" 404 NoSuchKey 1 - 2 3 "http://x" "y" v1 h SigV4',
  'GET /x HTTP/1.1" 200 - - - - - "-" "-',
  '- 200 - 1 1 1 1 - - -',
  '" - - - - - - "',
  ' - - - - - - - - - - -',
  'owner bucket [03/Feb/2026:10:00:00 +0000] 1.1.1.1 - - REST.GET.OBJECT k "GET /k HTTP/1.1" 200 - 1 1 1 1 "-" "-" -',
];

const fragment = fc.constantFrom(...FRAGMENTS);
const anyText = fc.oneof(
  { weight: 3, arbitrary: fc.array(fragment, { maxLength: 4 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);

const token = (...usual: string[]) =>
  fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: anyText.map((text) => text.replaceAll(' ', '')) },
  );

const hex = fc.stringMatching(/^[0-9A-F]{16}$/);

const quoted = (...usual: string[]) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...usual).map((text) => `"${text}"`) },
    { weight: 2, arbitrary: fc.constant('-') },
    { weight: 2, arbitrary: fc.constant('"-"') },
    { weight: 2, arbitrary: anyText.map((text) => `"${text}"`) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...usual), anyText).map(([text, more]) => `"${text}${more}"`) },
  );

const time = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.constantFrom(
      '[03/Feb/2026:10:00:00 +0000]',
      '[29/Feb/2024:23:59:59 +0000]',
      '[31/Dec/2019:00:00:00 +0000]',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '[31/Feb/2026:10:00:00 +0000]',
      '[03/feb/2026:10:00:00 +0000]',
      '[3/Feb/2026:1:2:3 +0000]',
      '[03/Feb/2026:10:00:00 +0100]',
      '[03/Feb/2026:10:00:00]',
      '[]',
      '-',
      '[03/Feb/2026 10:00:00 +0000]',
      '[03/Feb/2026:10:00:00  +0000]',
      '[ 03/Feb/2026:10:00:00 +0000]',
      '[03/Feb/2026:10:00:00 +0000',
      '[03/Feb/2026:24:00:00 +0000]',
      '[03/Feb/26:10:00:00 +0000]',
    ),
  },
);

const number = token('-', '0', '1', '123', '98765432109');
const parts: readonly fc.Arbitrary<string>[] = [
  token('79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be', '-'),
  token('acme-media', 'b'),
  time,
  token('192.0.2.7', '2001:db8::1', '-'),
  token('-', 'AmazonS3', 'arn:aws:iam::111122223333:user/alice', 'arn:aws:sts::111122223333:assumed-role/x/y'),
  hex,
  token('REST.GET.OBJECT', 'BATCH.DELETE.OBJECT', 'S3.EXPIRE.OBJECT', 'REST.COPY.OBJECT_GET'),
  token('-', 'media/1.jpg', 'a%2520b', '%252B', '"'),
  quoted('GET /media/1.jpg HTTP/1.1', ...HOSTILE_TARGETS.map((target) => `GET ${target} HTTP/1.1`)),
  token('200', '403', '-', '20', '2000'),
  token('-', 'AccessDenied', 'NoSuchKey'),
  number,
  number,
  number,
  number,
  quoted('https://www.example.com/', ...HOSTILE_REFERERS.map(([referer]) => referer)),
  quoted('aws-cli/2.22.33', 'Mozilla/5.0 (X11; Linux x86_64)', ...HOSTILE_USER_AGENTS),
  token('-', 'null', 'L4kqtJlcpXroDTDmpUMLUo'),
  token('-', 's9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234='),
  token('-', 'SigV4', 'SigV2'),
  token('-', 'TLS_AES_128_GCM_SHA256'),
  token('-', 'AuthHeader', 'QueryString'),
  token('-', 'acme-media.s3.amazonaws.com'),
  token('-', 'TLSv1.2', 'TLSv1'),
  token('-', 'arn:aws:s3:eu-west-1:111122223333:accesspoint/web'),
  token('-', 'Yes'),
  token('-', 'eu-west-1'),
  token('tomorrow=1', '-', '"'),
  token('x'),
  token('"a', 'b"'),
];

const fieldCount = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(18, 24, 25, 26, 27, 28) },
  { weight: 1, arbitrary: fc.integer({ min: 16, max: parts.length }) },
);

const written = fc.tuple(fieldCount, fc.tuple(...parts)).map(([count, fields]) => fields.slice(0, count).join(' '));

type Change = (line: string) => string;

/** A place as a part of the length. */
const place = fc.double({ min: 0, max: 1, noNaN: true });

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, anyText).map(
    ([at, text]): Change =>
      (line) =>
        splice(line, at, 0, text),
  ),
  fc.tuple(place, fc.integer({ min: 1, max: 8 })).map(
    ([at, length]): Change =>
      (line) =>
        splice(line, at, length, ''),
  ),
  fc.tuple(place, fragment).map(
    ([at, text]): Change =>
      (line) =>
        splice(line, at, text.length, text),
  ),
  fc.tuple(place, place, place).map(
    ([from, to, at]): Change =>
      (line) =>
        splice(line, at, 0, line.slice(Math.floor(from * line.length), Math.floor(to * line.length))),
  ),
  fc.tuple(place).map(
    ([at]): Change =>
      (line) =>
        line.slice(0, Math.floor(at * line.length)),
  ),
  fc.constantFrom<Change>(
    (line) => line.replaceAll('"-"', '-'),
    (line) => line.replaceAll('"', ''),
    (line) => `${line} `,
    (line) => ` ${line}`,
    (line) => line.replaceAll(' ', '  '),
    (line) => `${line}"`,
  ),
);

/** One line as S3, a forger or a fault could write it; without line ends, never empty. */
export const hostileLine: fc.Arbitrary<string> = fc
  .tuple(
    written,
    fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 3, arbitrary: fc.array(change, { minLength: 1, maxLength: 3 }) },
    ),
  )
  .map(([line, changes]) => changes.reduce((text, apply) => apply(text), line))
  .map((line) => Buffer.from(line.replace(/[\r\n]/g, '')).toString() || 'x');

function splice(line: string, at: number, length: number, text: string): string {
  const index = Math.floor(at * line.length);
  return line.slice(0, index) + text + line.slice(index + length);
}
