import { gzipSync } from 'node:zlib';
import { accessLogSource } from '../../../lib/engines/duckdb/access-log-source';
import { seededRandom } from '../../generator';
import { expectNothingLost } from '../../helpers/expect-nothing-lost';
import { linesOf, requests } from '../../helpers/log-folder';

/** The text as bytes, with a byte that is no UTF-8 in the place of each U+FFFD. */
function withBadBytes(text: string): Buffer {
  return Buffer.from(text.replaceAll('\uFFFD', '\u00FF'), 'latin1');
}

const plain = { paths: [], averageBytes: 0, largestBytes: 0 };
const [, delimiter = ''] =
  /delim = '(.*?)'/s.exec(accessLogSource.fileQueries(plain, new Set(), new Set()).queries[0]?.sql ?? '') ?? [];

describe('odd characters', () => {
  const agents = [
    'nul\u0000byte',
    '\u0001one\u0001',
    `delimiter ${delimiter} inside`,
    `${delimiter}${delimiter}.`,
    'tab\tvt\u000Bff\u000C',
    'nel\u0085ls\u2028ps\u2029',
    '\uFEFFmark',
    'emoji 😀',
    'back\\slash\\',
    'quote"inside',
    '" "',
    '""',
  ];
  const odd = requests(agents.length, (index) => ({ userAgent: agents[index] as string }));

  test.each(['\n', '\r\n'])('stay in the line that has them, ended by %j', async (end) => {
    await expectNothingLost({ 'a.log': linesOf(odd).join(end) + end }, { events: odd });
  });

  test('stay in lines of no known form', async () => {
    const unparsed = agents.map((text, index) => ['a.log', index + 1, text] as const);
    await expectNothingLost(
      { 'a.log': `${agents.join('\n')}\n${linesOf(odd)[0]}\n` },
      { events: odd.slice(0, 1), unparsed },
    );
  });
});

describe('bytes that are no UTF-8', () => {
  const agents = [
    'caf\uFFFD',
    '\uFFFD',
    'nul\u0000and\uFFFD',
    `delimiter ${delimiter} and \uFFFD`,
    'quote" and \uFFFD"',
    '\uFFFD\uFFFD\uFFFD',
  ];
  const bad = requests(12, (index) => (index % 2 ? { userAgent: agents[(index - 1) / 2] as string } : {}));
  const lines = linesOf(bad);
  const unparsed = [
    ['3', 13, 'garb\uFFFDge'],
    ['3', 14, '\uFFFD'],
  ] as const;

  test.each<[string, (bytes: Buffer) => Buffer, string]>([
    ['plain', (bytes) => bytes, ''],
    ['gzip', (bytes) => gzipSync(bytes), '.gz'],
  ])('become U+FFFD, as for Athena, %s', async (_, pack, extension) => {
    const text = [...lines, ...unparsed.map(([, , garbage]) => garbage)].join('\n');
    await expectNothingLost(
      { [`3${extension}`]: pack(withBadBytes(text)) },
      { events: bad, unparsed: unparsed.map(([file, number, garbage]) => [file + extension, number, garbage]) },
    );
  });

  test('become U+FFFD in the first line, behind a byte order mark', async () => {
    const bytes = Buffer.concat([Buffer.from('\uFEFF'), withBadBytes(`${lines.slice(1).join('\n')}\n`)]);
    await expectNothingLost({ 'a.log': bytes }, { events: bad.slice(1) });
  });

  test('become U+FFFD in files with CRLF and with mixed line ends', async () => {
    const files = {
      a: withBadBytes(`${lines.slice(0, 6).join('\r\n')}\r\n`),
      b: withBadBytes(`${lines.slice(6, 8).join('\n')}\r\n${lines.slice(8).join('\n')}`),
    };
    await expectNothingLost(files, { events: bad });
  });
});

describe('long lines', () => {
  const MB = 1 << 20;
  test.each([
    ['1 MB', 1],
    ['5 MB', 5],
  ])('of %s are read, and kept when they fit no form', async (_, size) => {
    const long = requests(4, (index) => (index % 2 ? { userAgent: 'agent '.repeat((size * MB) / 6) } : {}));
    const garbage = 'garbage '.repeat((size * MB) / 8);
    const [a, b, c, d] = linesOf(long);
    await expectNothingLost(
      { 'a.log': `${a}\n${b}\n${c}\n`, 'b.log': `${garbage}\n${d}\n${garbage}` },
      {
        events: long,
        unparsed: [
          ['b.log', 1, garbage],
          ['b.log', 3, garbage],
        ],
      },
    );
  });

  test('of 5 MB are read from a large file and from gzip', async () => {
    const long = requests(40, (index) => ({
      userAgent: index === 30 ? 'agent '.repeat((5 * MB) / 6) : `agent${' x'.repeat(MB / 4)}`,
    }));
    const lines = linesOf(long);
    await expectNothingLost(
      { 'a.log': `${lines.slice(0, 35).join('\n')}\n`, 'b.gz': gzipSync(`${lines.slice(35).join('\n')}\n`) },
      { events: long },
    );
  });
});

test('a large file that several threads read at once keeps odd lines everywhere', async () => {
  const random = seededRandom(7);
  const kinds = [
    'caf\uFFFD',
    `delimiter ${delimiter} inside`,
    'nul\u0000',
    'quote" "inside',
    '\uFFFD\u0000',
    `long ${'x'.repeat(2000)}`,
  ];
  const count = 40_000;
  const many = requests(count, () => ({
    userAgent: random.chance(0.01) ? random.pick(kinds) : 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
  }));
  const lines = linesOf(many);
  const unparsed = [1, 9_999, 20_000, 39_999].map((number) => ['a.log', number, `garb\uFFFDge ${number}`] as const);
  for (const [, number, text] of unparsed) lines.splice(number - 1, 0, text);
  await expectNothingLost({ 'a.log': withBadBytes(lines.join('\n')) }, { events: many, unparsed });
}, 120_000);
