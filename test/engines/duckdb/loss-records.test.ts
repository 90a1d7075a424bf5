import { gzipSync } from 'node:zlib';
import { expectedAnswers, renderTrailRecord, type TrailEvent, trailEvent } from '../../generator';
import { audit } from '../../helpers/local-audit';
import { type Files, withFiles } from '../../helpers/log-folder';

const caller = {
  type: 'IAMUser',
  arn: 'arn:aws:iam::111122223333:user/alice',
  accountId: '111122223333',
  accessKeyId: 'AKIAEXAMPLE',
  invokedBy: null,
  mfa: null,
};
const events = Array.from({ length: 6 }, (_, index) =>
  trailEvent({
    eventId: `event-${index}`,
    timeMs: Date.UTC(2026, 1, 3, 10) + index * 1000,
    name: 'DeleteObject',
    caller,
    readOnly: false,
    bucket: 'acme-media',
    key: `media/${index}.jpg`,
    requestId: `R${index}`,
    remoteIp: '192.0.2.7',
    userAgent: 'aws-cli/2.22.33',
    tls: { version: 'TLSv1.3', cipherSuite: null, hostHeader: 'acme-media.s3.amazonaws.com' },
    bucketAccountId: '111122223333',
  }),
);
const records = events.map((event) => JSON.stringify(renderTrailRecord(event)));
const [a, b, c, d, e, f] = records as [string, string, string, string, string, string];

function trail(...texts: string[]): string {
  return `{"Records":[${texts.join(',')}]}`;
}

/** The first record with fields in place of others. */
function changed(fields: Record<string, unknown>, event = events[0] as TrailEvent): string {
  return JSON.stringify({ ...renderTrailRecord(event), ...fields });
}

interface Held {
  readonly events: readonly TrailEvent[];
  readonly unparsed?: readonly (readonly [file: string, record: number, text: string])[];
  readonly unreadable?: readonly (readonly [file: string, reason: string, partial: boolean])[];
}

async function expectNothingLost(files: Files, { events: kept, unparsed = [], unreadable = [] }: Held): Promise<void> {
  await withFiles(files, async (folder) => {
    const inFolder = (path: string) => path.slice(folder.length + 1);
    // the two need different parts of a record
    const { rows, coverage, ...found } = await audit([folder], ['deletions', 'weak-access', 'cross-account-access'], {
      logType: 'cloudtrail',
    });
    expect(rows.deletions).toEqual(expectedAnswers.cloudtrail.deletions?.(kept));
    expect(coverage).toMatchObject({
      files: Object.keys(files).length,
      records: kept.length + unparsed.length,
      parsed: kept.length,
      unparsed: unparsed.length,
    });
    expect(coverage.unreadable.map(({ file, reason, partial }) => ({ file: inFolder(file), reason, partial }))).toEqual(
      unreadable.map(([file, reason, partial]) => ({ file, reason: expect.stringContaining(reason), partial })),
    );
    expect(found.unparsed.map(({ file, number, text }) => [inFolder(file), number, text])).toEqual(unparsed);
  });
}

describe('a file of records', () => {
  test.each<[string, string | Buffer]>([
    ['on one line', trail(...records)],
    ['on many lines', JSON.stringify({ Records: records.map((text) => JSON.parse(text)) }, null, 2)],
    [
      'with CRLF',
      JSON.stringify({ Records: records.map((text) => JSON.parse(text)) }, null, 2).replaceAll('\n', '\r\n'),
    ],
    ['with white space around', `\n\n  ${trail(...records)}\n\n`],
    ['with a byte order mark', `\uFEFF${trail(...records)}`],
    ['with other fields beside', `{"x":[1,{"Records":0}],${trail(...records).slice(1, -1)},"y":"}"}`],
    ['of several documents', `${trail(a, b)}\n${trail(c, d)}${trail(e)}\r\n${trail()}${trail(f)}`],
    ['in gzip under another name', gzipSync(trail(...records))],
  ])('%s is read whole', async (_, content) => {
    await expectNothingLost({ '1.json': content }, { events });
  });

  test('in gzip members is read whole', async () => {
    const text = trail(...records);
    await expectNothingLost(
      { '1.json.gz': Buffer.concat([gzipSync(text.slice(0, 700)), gzipSync(text.slice(700))]) },
      { events },
    );
  });

  test('without a record is no record', async () => {
    await expectNothingLost(
      { '1.json': trail(), '2.json': trail(...records), '3.json.gz': gzipSync(trail()) },
      { events },
    );
  });
});

describe('a file that is no CloudTrail log', () => {
  test.each<[string, string | Buffer, string]>([
    ['that is empty', '', 'it is empty'],
    ['of white space', ' \n', 'it is empty'],
    ['without Records', '{"Event":"x"}', 'no Records'],
    ['with Records that are null', '{"Records":null}', 'no Records'],
    ['with Records that are no list', '{"Records":{"a":1}}', 'no Records'],
    ['with Records in other letters', `{"records":[${a}]}`, 'no Records'],
    ['that is a list', `[${a}]`, 'no Records'],
    ['that is a text', '"Records"', 'no Records'],
    ['of a record alone', a, 'no Records'],
    ['that is no JSON', 'Sorry, not today', 'no valid JSON'],
    ['of bytes', Buffer.from([0, 1, 2, 0xff, 0xfe]), 'no valid JSON'],
  ])('%s is named', async (_, content, reason) => {
    await expectNothingLost(
      { '0.json': trail(...records), '1.json': content },
      { events, unreadable: [['1.json', reason, false]] },
    );
  });

  test('alone is named, too', async () => {
    await expectNothingLost(
      { '1.json': '{}', '2.json': '[]' },
      {
        events: [],
        unreadable: [
          ['1.json', 'no Records', false],
          ['2.json', 'no Records', false],
        ],
      },
    );
  });
});

describe('a damaged file keeps every whole record', () => {
  const whole = trail(...records);
  test.each<[string, string | Buffer, readonly TrailEvent[]]>([
    ['that ends within a record', whole.slice(0, whole.indexOf(d) + 40), events.slice(0, 3)],
    ['that ends behind a record', `{"Records":[${a},${b}`, events.slice(0, 2)],
    ['that ends behind a comma', `{"Records":[${a},${b},`, events.slice(0, 2)],
    ['that ends before the last brace', whole.slice(0, -1), events],
    ['that begins a record', `{"Records":[${a},{`, events.slice(0, 1)],
    ['that ends at once', '{"Records":[', []],
    ['with text behind it', `${whole} and more`, events],
    ['with a comma too many', `{"Records":[${a},,${b},]}`, events.slice(0, 2)],
    ['with a comma too few', `{"Records":[${a} ${b}]}`, events.slice(0, 2)],
    ['whose second document ends early', `${trail(a, b)}\n${trail(c, d).slice(0, -90)}`, events.slice(0, 3)],
  ])('%s', async (_, content, kept) => {
    const last = [events[5] as TrailEvent].filter((event) => !kept.includes(event));
    const files = { '0.json': content, ...(last.length > 0 ? { '1.json': trail(f) } : {}) };
    await expectNothingLost(files, { events: [...kept, ...last], unreadable: [['0.json', 'JSON', kept.length > 0]] });
  });

  test('with a raw control character', async () => {
    const odd = a.replace('aws-cli', 'aws\u0001cli');
    await expectNothingLost(
      { '0.json': trail(odd, b) },
      { events: events.slice(1, 2), unparsed: [['0.json', 1, odd]], unreadable: [['0.json', 'no valid JSON', true]] },
    );
  });

  test.each<[string, (bytes: Buffer) => Buffer, string]>([
    ['that ends early', (bytes) => bytes.subarray(0, -8), 'ends early'],
    ['whose checksum is wrong', (bytes) => Buffer.concat([bytes.subarray(0, -8), Buffer.alloc(8)]), 'checksum'],
    ['with text behind it', (bytes) => Buffer.concat([bytes, Buffer.from('more')]), 'follows the end'],
  ])('in gzip %s', async (_, damage, reason) => {
    await expectNothingLost(
      { '0.json.gz': damage(gzipSync(trail(a, b, c))), '1.json.gz': gzipSync(trail(d, e, f)) },
      { events, unreadable: [['0.json.gz', reason, true]] },
    );
  });
});

describe('a record', () => {
  test.each<[string, string]>([
    ['without a time', changed({ eventTime: undefined })],
    ['whose time is null', changed({ eventTime: null })],
    ['whose time is a number', changed({ eventTime: 1770112800 })],
    ['whose time is none', changed({ eventTime: 'yesterday' })],
    ['whose time does not exist', changed({ eventTime: '2026-02-31T10:00:00Z' })],
    ['whose time is endless', changed({ eventTime: 'infinity' })],
    ['whose time is a list', changed({ eventTime: ['2026-02-03T10:00:00Z'] })],
    ['that is null', 'null'],
    ['that is a number', '5'],
    ['that is a text', '"record"'],
    ['that is a list', '[1,2]'],
    ['that is empty', '{}'],
    ['whose identity is a text', changed({ userIdentity: 'alice' })],
    ['whose identity is a list', changed({ userIdentity: [caller] })],
    ['whose session is a text', changed({ userIdentity: { sessionContext: 'x' } })],
    ['whose session attributes are a text', changed({ userIdentity: { sessionContext: { attributes: 'x' } } })],
    ['whose connection is a list', changed({ tlsDetails: [] })],
    ['whose resources are an object', changed({ resources: { accountId: '1' } })],
    ['whose resources are texts', changed({ resources: ['arn'] })],
  ])('%s is kept with its place, and the others are read', async (_, odd) => {
    await expectNothingLost(
      { '0.json': trail(b, odd, c), '1.json.gz': gzipSync(trail(d, e, odd)) },
      {
        events: events.slice(1, 5),
        unparsed: [
          ['0.json', 2, odd],
          ['1.json.gz', 3, odd],
        ],
      },
    );
  });

  test.each<[string, Record<string, unknown>, Partial<TrailEvent>]>([
    ['a number in place of a text', { userAgent: 5 }, { userAgent: '5' }],
    ['an object in place of a text', { errorMessage: { a: 1 } }, {}],
    ['null in place of objects', { tlsDetails: null, resources: null }, {}],
    ['null in a list', { resources: [null, { accountId: '111122223333' }] }, {}],
    ['parameters that are a text', { requestParameters: 'x' }, { bucket: null, key: null }],
    ['parameters that are null', { requestParameters: null }, { bucket: null, key: null }],
    ['a time with fractions', { eventTime: '2026-02-03T10:00:00.999Z' }, {}],
    ['unknown fields', { somethingNew: [{ deep: {} }] }, {}],
    ['a NUL', { userAgent: '[nul\u0000byte]' }, { userAgent: 'nul\u0000byte' }],
    ['half a surrogate pair', { userAgent: '[half\ud83d \\ud83d]' }, { userAgent: 'half\ufffd \\ud83d' }],
    ['half a surrogate pair in a name', { new: { '\ud83d': 1 } }, {}],
    ['a byte order mark', { userAgent: '\uFEFFmark' }, { userAgent: '\uFEFFmark' }],
  ])('with %s is read', async (_, fields, parts) => {
    const event = { ...(events[0] as TrailEvent), ...parts };
    await expectNothingLost({ '0.json': trail(changed(fields), b) }, { events: [event, events[1] as TrailEvent] });
  });

  test('with bytes that are no UTF-8 is read', async () => {
    const bytes = Buffer.from(trail(a.replace('aws-cli', 'caf\u00ff'), b), 'latin1');
    const event = { ...(events[0] as TrailEvent), userAgent: 'caf\ufffd/2.22.33' };
    await expectNothingLost(
      { '0.json': bytes, '1.json.gz': gzipSync(trail(c)) },
      { events: [event, ...events.slice(1, 3)] },
    );
  });

  test('with odd numbers, deep nesting, and a key that stands twice is read, also from an odd file', async () => {
    const deep = `${'['.repeat(2000)}${']'.repeat(2000)}`;
    const data = '{"bytesTransferredIn":1e400,"other":123456789012345678901234567890}';
    const odd = (record: string) => `{"additionalEventData":${data},"new":${deep},"eventID":"x",${record.slice(1)}`;
    await expectNothingLost(
      { '0.json': trail(odd(a), b), '1.json': trail(odd(c), 'null') },
      {
        events: events.slice(0, 3),
        unparsed: [['1.json', 2, 'null']],
      },
    );
  });

  test('of 20 MB is read', async () => {
    const long = 'agent '.repeat(3_500_000);
    const event = { ...(events[0] as TrailEvent), userAgent: long };
    await expectNothingLost(
      { '0.json.gz': gzipSync(trail(changed({ userAgent: `[${long}]` }), b)) },
      { events: [event, events[1] as TrailEvent] },
    );
  });
});
