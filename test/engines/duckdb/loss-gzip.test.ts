import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { ACCESS_LOG_REGEX } from '../../../lib/log-types/access-logs/line-format';
import { seededRandom } from '../../generator';
import { expectNothingLost, type Held } from '../../helpers/expect-nothing-lost';
import { linesOf, requests } from '../../helpers/log-folder';

const random = seededRandom(3);
const events = requests(600, () => ({ hostId: random.text(40, 'abcdefghijklmnopqrstuvwxyz0123456789') }));
const lines = linesOf(events);
const text = `${lines.join('\n')}\n`;
const packed = gzipSync(text);
/** Not compressed, so that a place in the text has a place in the file. */
const stored = gzipSync(text, { level: 0 });
const others = requests(3, (index) => ({ requestId: `F${index}` }));
const goodFile = gzipSync(`${linesOf(others).join('\n')}\n`);
const all = [...others, ...events];

function changed(bytes: Buffer, at: number, flip = 1): Buffer {
  const copy = Buffer.from(bytes);
  const index = at < 0 ? bytes.length + at : at;
  copy[index] = (copy[index] as number) ^ flip;
  return copy;
}

/** What the text holds when it ends early: the last line may still be one, and else it is kept. */
function upTo(length: number, file: string): Pick<Held, 'events' | 'unparsed'> {
  const kept = text.slice(0, length).split('\n');
  const rest = kept.at(-1) as string;
  const isLine = new RegExp(ACCESS_LOG_REGEX, 's').exec(rest)?.[1] !== undefined;
  return isLine
    ? { events: [...others, ...events.slice(0, kept.length)] }
    : { events: [...others, ...events.slice(0, kept.length - 1)], unparsed: [[file, kept.length, rest]] };
}

describe('a whole gzip file', () => {
  test.each<[string, Buffer]>([
    ['of one member', packed],
    [
      'of two members',
      Buffer.concat([gzipSync(lines.slice(0, 300).join('\n')), gzipSync(`\n${lines.slice(300).join('\n')}`)]),
    ],
    [
      'of members that cut a line',
      Buffer.concat([
        gzipSync(text.slice(0, 5000)),
        gzipSync(text.slice(5000, 5001)),
        gzipSync(''),
        gzipSync(text.slice(5001)),
      ]),
    ],
    ['that is not compressed', stored],
  ])('%s is read whole', async (_, bytes) => {
    await expectNothingLost({ '1.gz': bytes }, { events });
  });

  test('of no text is no line', async () => {
    await expectNothingLost({ '1.gz': gzipSync(''), '2.gz': packed }, { events });
  });

  test.each(['1', '1.GZ', '1.log', '2026-02-03-10-00-00-0123456789ABCDEF'])(
    'is read whole under the name %s',
    async (name) => {
      await expectNothingLost({ [name]: packed, '2.gz': goodFile }, { events: all });
    },
  );
});

test('lines of no known form have their place in gzip files whose names do not say so', async () => {
  const names = ['1', '2', '3', '4', '5', '6'];
  const files = names.map((name, index) => [name, gzipSync(`${lines[index]}\n\ngarbage ${name}\n`)] as const);
  const unparsed = names.map((name) => [name, 3, `garbage ${name}`] as const);
  await expectNothingLost(Object.fromEntries(files), { events: events.slice(0, names.length), unparsed });
});

describe('a damaged gzip file', () => {
  test.each([0.2, 0.5, 0.9])('that ends early is read as far as it goes (%d of it)', async (part) => {
    const bytes = packed.subarray(0, Math.floor(packed.length * part));
    const length = gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).length;
    await expectNothingLost(
      { '0.gz': goodFile, '1.gz': bytes },
      { ...upTo(length, '1.gz'), unreadable: [['1.gz', 'ends early', true]] },
    );
  });

  test.each<[string, Buffer, string]>([
    ['whose checksum is wrong', changed(packed, -8), 'checksum'],
    ['whose length is wrong', changed(packed, -4), 'length'],
    ['without a trailer', packed.subarray(0, -8), 'ends early'],
    ['with half a trailer', packed.subarray(0, -3), 'ends early'],
    ['with text behind it', Buffer.concat([packed, Buffer.from('garbage')]), 'follows the end'],
    ['with NULs behind it', Buffer.concat([packed, Buffer.alloc(512)]), 'follow the end'],
    ['with half a member behind it', Buffer.concat([packed, goodFile.subarray(0, 6)]), 'ends early'],
    ['with much behind it', Buffer.concat([packed, Buffer.alloc(1 << 20, 'x')]), 'follows the end'],
  ])('%s gives all its lines', async (_, bytes, reason) => {
    await expectNothingLost({ '0.gz': goodFile, '1.gz': bytes }, { events: all, unreadable: [['1.gz', reason, true]] });
  });

  test('with a flipped bit in a line is named', async () => {
    const place = stored.indexOf('aws-cli', 40_000);
    const number = text.slice(0, place - stored.indexOf(text.slice(0, 40))).split('\n').length;
    const flipped = events.map((event, index) =>
      index === number - 1 ? { ...event, userAgent: 'iws-cli/2.22.33' } : event,
    );
    await expectNothingLost(
      { '0.gz': goodFile, '1.gz': changed(stored, place, 8) },
      { events: [...others, ...flipped], unreadable: [['1.gz', 'checksum', true]] },
    );
  });

  test('with a member that breaks in the middle keeps what stands before', async () => {
    const broken = Buffer.concat([
      gzipSync(`${lines.slice(0, 500).join('\n')}\n`),
      changed(gzipSync(lines[500] as string), 2, 0xff),
    ]);
    await expectNothingLost(
      { '0.gz': goodFile, '1.gz': broken },
      { events: [...others, ...events.slice(0, 500)], unreadable: [['1.gz', 'damaged', true]] },
    );
  });

  test.each<[string, Buffer, string]>([
    ['that is empty', Buffer.alloc(0), 'empty'],
    ['that is only a header', packed.subarray(0, 10), 'ends early'],
    ['without a header', packed.subarray(10), 'no gzip stream'],
    ['whose header is broken', changed(packed, 2, 0xff), 'damaged'],
    ['that is text', Buffer.from(text), 'no gzip stream'],
  ])('%s is named as unreadable', async (_, bytes, reason) => {
    await expectNothingLost(
      { '0.gz': goodFile, '1.gz': bytes },
      { events: others, unreadable: [['1.gz', reason, false]] },
    );
  });

  test('is found without an extension that says so', async () => {
    const length = gunzipSync(packed.subarray(0, 9000), { finishFlush: constants.Z_SYNC_FLUSH }).length;
    await expectNothingLost(
      { '0': goodFile, '1': packed.subarray(0, 9000) },
      { ...upTo(length, '1'), unreadable: [['1', 'ends early', true]] },
    );
  });

  test('is found among many, each by its own name', async () => {
    const good = Object.fromEntries(
      lines.slice(0, 20).map((line, index) => [`good-${index}.gz`, gzipSync(`${line}\n`)]),
    );
    const bad = Object.fromEntries(
      lines
        .slice(20, 50)
        .map((line, index) => [`bad-${String(index).padStart(2, '0')}.gz`, changed(gzipSync(`${line}\n`), -8)]),
    );
    await expectNothingLost(
      { ...good, ...bad },
      { events: events.slice(0, 50), unreadable: Object.keys(bad).map((name) => [name, 'checksum', true]) },
    );
  });
});
