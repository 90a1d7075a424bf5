import { expectNothingLost } from '../../helpers/expect-nothing-lost';
import { type Files, linesOf, requests } from '../../helpers/log-folder';

const events = requests(4);
const [a, b, c, d] = linesOf(events) as [string, string, string, string];

describe('line ends', () => {
  test.each<[string, string]>([
    ['LF', `${a}\n${b}\n${c}\n${d}\n`],
    ['CRLF', `${a}\r\n${b}\r\n${c}\r\n${d}\r\n`],
    ['CR', `${a}\r${b}\r${c}\r${d}\r`],
    ['LF and CRLF in turn', `${a}\n${b}\r\n${c}\n${d}\r\n`],
    ['CRLF, then LF', `${a}\r\n${b}\r\n${c}\n${d}\n`],
    ['a single CR', `${a}\n${b}\r${c}\n${d}\n`],
    ['a single CR among CRLF', `${a}\r\n${b}\r${c}\r\n${d}\r\n`],
    ['none at the end', `${a}\n${b}\n${c}\n${d}`],
    ['none at the end, CRLF before', `${a}\r\n${b}\r\n${c}\r\n${d}`],
    ['CR at the end', `${a}\n${b}\n${c}\n${d}\r`],
    ['blank lines', `\n\n${a}\n${b}\n\n\n${c}\n${d}\n\n`],
    ['blank lines of CRLF', `\r\n${a}\r\n\r\n${b}\r\n${c}\r\n${d}\r\n\r\n`],
    ['CRCRLF', `${a}\r\r\n${b}\r\r\n${c}\n${d}\n`],
    ['byte order mark', `\uFEFF${a}\n${b}\n${c}\n${d}\n`],
    ['byte order mark and CRLF', `\uFEFF${a}\r\n${b}\r\n${c}\r\n${d}\r\n`],
  ])('of one file: %s', async (_, text) => {
    await expectNothingLost({ 'a.log': text }, { events });
  });

  test.each<[string, Files]>([
    ['LF, CRLF, CR', { '1': `${a}\n`, '2': `${b}\r\n${c}\r\n`, '3': `${d}\r` }],
    ['CRLF, LF', { '1': `${a}\r\n${b}\r\n`, '2': `${c}\n${d}\n` }],
    ['CR, CRLF, LF', { '1': `${a}\r`, '2': `${b}\r\n`, '3': `${c}\n${d}\n` }],
    ['none, CRLF', { '1': a, '2': `${b}\r\n${c}\r\n${d}\r\n` }],
    ['empty files between', { '0': '', '1': `${a}\n${b}\n`, '2': '', '3': `${c}\n${d}`, '4': '' }],
    ['nothing but line ends', { '1': `${a}\n${b}\n`, '2': '\n', '3': '\r\n\r\n', '4': '\r', '5': `${c}\n${d}\n` }],
    ['byte order marks', { '1': `\uFEFF${a}\n${b}\n`, '2': '\uFEFF', '3': `\uFEFF${c}\n${d}\n` }],
  ])('of several files: %s', async (_, files) => {
    await expectNothingLost(files, { events });
  });

  test('a bare CR cuts a line in two, as Athena does', async () => {
    const [head, rest] = [b.slice(0, 150), b.slice(150)];
    await expectNothingLost(
      { 'a.log': `${a}\n${head}\r${rest}\n${c}\n${d}\n` },
      {
        events: events.filter((_, index) => index !== 1),
        unparsed: [
          ['a.log', 2, head],
          ['a.log', 3, rest],
        ],
      },
    );
  });

  test('only empty files are no lines', async () => {
    await expectNothingLost({ '1': '', '2': '' }, { events: [] });
  });
});

describe('lines that fit no form', () => {
  const garbage = [
    'garbage',
    ' ',
    '"',
    '-',
    '\u0000',
    '\u0001',
    'a,b;c\td',
    a.slice(1, 60),
    '\u001b[31mred',
    '\uFEFFmark',
  ];

  test('are kept with their place', async () => {
    await expectNothingLost(
      { 'a.log': `${a}\n${garbage.join('\n')}\n${b}\n`, 'b.log': `\n${c}\n\ngarbage\n${d}\ngarbage` },
      {
        events,
        unparsed: [
          ...garbage.map((text, index) => ['a.log', index + 2, text] as const),
          ['b.log', 4, 'garbage'],
          ['b.log', 6, 'garbage'],
        ],
      },
    );
  });

  test('are kept with their place in files with carriage returns and byte order marks', async () => {
    await expectNothingLost(
      {
        'a.log': `\uFEFFgarbage\n${a}\n${b}\n`,
        'b.log': `${c}\r\n\r\ngarbage\r\n${d}\n`,
        'c.log': '\uFEFFgarbage\r\nmore\r\n',
      },
      {
        events,
        unparsed: [
          ['a.log', 1, 'garbage'],
          ['b.log', 3, 'garbage'],
          ['c.log', 1, 'garbage'],
          ['c.log', 2, 'more'],
        ],
      },
    );
  });

  test('are kept whole behind a bare CR among CRLF', async () => {
    await expectNothingLost(
      { 'a.log': `${a}\r\n${b}\rgarbage\r\n${c}\r\n${d}\r\n` },
      { events, unparsed: [['a.log', 3, 'garbage']] },
    );
  });

  test.each([
    ['that does not exist', '31/Feb/2026:10:00:00 +0000'],
    ['that is no time', 'yesterday'],
    ['in another zone', '03/Feb/2026:10:00:00 +0100'],
    ['that is missing', ''],
  ])('include those with a time %s', async (_, time) => {
    const timeless = b.replace(/\[.*?\]/, `[${time}]`);
    await expectNothingLost(
      { 'a.log': `${a}\n${timeless}\n${c}\n${d}\n` },
      { events: events.filter((_event, index) => index !== 1), unparsed: [['a.log', 2, timeless]] },
    );
  });
});
