import { mkdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { loadCatalogue } from '../../../lib/analyses/catalogue';
import { Database } from '../../../lib/engines/duckdb/database';
import { chooseLogs, startLocalRun } from '../../../lib/workflow/local-run';
import { expectNothingLost, expectNothingLostIn } from '../../helpers/expect-nothing-lost';
import { linesOf, makeFolder, requests, withFiles, writeFiles } from '../../helpers/log-folder';

const NAMES = [
  'a[1].log',
  'a1.log',
  'a[!1].log',
  'a*.log',
  'a?.log',
  '[[]',
  '**',
  '{a,b}.log',
  "it's.log",
  'say "hi".log',
  'two  spaces.log',
  ' leading',
  '-dash',
  'back\\slash',
  'per%20cent',
  'plus+',
  'hash#',
  '$HOME',
  'semi;colon',
  '漢字.log',
  'e\u0301.log',
  '\u00E9.log',
  '😀',
  'line\nfeed',
  'tab\t',
  'rtl\u202Egol',
  'x.csv.log',
  'file=1',
  'year=2026',
];

describe('names of files and folders', () => {
  test('are taken literally, whatever is in them', async () => {
    const events = requests(NAMES.length * 2);
    const lines = linesOf(events);
    const plain = NAMES.map((name, index) => [name, `${lines[index]}\n`] as const);
    const packed = NAMES.map(
      (name, index) => [`folder ${name}/${name}.gz`, gzipSync(`${lines[NAMES.length + index]}\n`)] as const,
    );
    const files = Object.fromEntries([...plain, ...packed]);
    // a second reading is for the gzip files whose extension DuckDB does not see behind a question mark
    expect(await countReadings(() => expectNothingLost(files, { events }))).toBeLessThanOrEqual(2);
  });

  test('are taken literally in odd files', async () => {
    const events = requests(NAMES.length * 2);
    const lines = linesOf(events);
    const mixed = NAMES.map((name, index) => [name, `${lines[index * 2]}\r\n${lines[index * 2 + 1]}\n`] as const);
    await expectNothingLost(Object.fromEntries(mixed), { events });
  });

  test('are taken literally where lines of no known form are told', async () => {
    const [event] = requests(1);
    const files = {
      ...Object.fromEntries(NAMES.map((name) => [name, 'garb\u0001ge\n'])),
      good: `${linesOf(requests(1))[0]}\n`,
    };
    await expectNothingLost(files, {
      events: event ? [event] : [],
      unparsed: [...NAMES].sort().map((name) => [name, 1, 'garb\u0001ge'] as const),
    });
  });

  test.each(['a[1]', 'a*', '{a,b}', "it's", '漢字'])(
    'of the folder that is given, such as %s, are taken literally',
    async (name) => {
      const events = requests(2);
      const [a, b] = linesOf(events);
      await withFiles({ [`${name}/1`]: `${a}\n`, [`${name}/2`]: `${b}\r\n` }, async (folder) => {
        await expectNothingLostIn(join(folder, name), { events }, 2);
      });
    },
  );
});

test('symbolic links in and to the folder are followed, and a file that is found twice is read once', async () => {
  const events = requests(3);
  const [a, b, c] = linesOf(events);
  await withFiles({ 'elsewhere/2': `${b}\n`, 'elsewhere/more/3': `${c}\n`, 'logs/1': `${a}\n` }, async (folder) => {
    symlinkSync(join(folder, 'elsewhere/2'), join(folder, 'logs/two'));
    symlinkSync(join(folder, 'elsewhere/2'), join(folder, 'logs/two-again'));
    symlinkSync(join(folder, 'elsewhere/more'), join(folder, 'logs/more'));
    symlinkSync(join(folder, 'logs'), join(folder, 'logs/loop'));
    symlinkSync(join(folder, 'logs'), join(folder, 'link'));
    await expectNothingLostIn(join(folder, 'link'), { events }, 3);
  });
});

describe('files that can not be read', () => {
  const events = requests(3);
  const [a, b, c] = linesOf(events);

  async function runAfter(change: (folder: string) => void) {
    const folder = writeFiles({ '1': `${a}\n`, '2[x]': `${b}\n`, '3.gz': gzipSync(`${c}\n`) });
    const request = {
      catalogue: loadCatalogue(),
      analysisIds: ['object-access'],
      logs: [folder],
      selection: { window: {}, filters: {} },
      memoryLimitMb: 600,
    };
    const chosen = chooseLogs(request);
    change(folder);
    try {
      const run = await startLocalRun(request, chosen);
      const { parsed, unreadable } = run.coverage([]);
      run.close();
      return { parsed, unreadable: unreadable.map(({ file, partial }) => [file.slice(folder.length + 1), partial]) };
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test.each(['1', '2[x]', '3.gz'])('are named when they vanish: %s', async (name) => {
    const found = await runAfter((folder) => unlinkSync(join(folder, name)));
    expect(found).toEqual({ parsed: 2, unreadable: [[name, false]] });
  });

  test('are named when all vanish', async () => {
    const found = await runAfter((folder) => rmSync(folder, { recursive: true }) ?? mkdirSync(folder));
    expect(found).toEqual({
      parsed: 0,
      unreadable: [
        ['1', false],
        ['2[x]', false],
        ['3.gz', false],
      ],
    });
  });

  test.each(['1', '2[x]', '3.gz'])('are named when a folder takes their place: %s', async (name) => {
    const found = await runAfter((folder) => {
      unlinkSync(join(folder, name));
      mkdirSync(join(folder, name));
    });
    expect(found).toEqual({ parsed: 2, unreadable: [[name, false]] });
  });

  test('are read as they are when they have grown', async () => {
    const found = await runAfter((folder) =>
      writeFileSync(join(folder, '1'), `${a}\n${linesOf(requests(9)).slice(4).join('\n')}\n`),
    );
    expect(found).toEqual({ parsed: 8, unreadable: [] });
  });
});

test('many odd files at once are found in a few readings', async () => {
  const events = requests(600);
  const lines = linesOf(events);
  const folder = makeFolder();
  for (let file = 0; file < 60; file++) {
    const own = lines.slice(file * 10, file * 10 + 10);
    writeFileSync(join(folder, `odd-${file}`), `${own.slice(0, 5).join('\n')}\r\n${own.slice(5).join('\n')}\n`);
  }
  expect(await countReadings(() => expectNothingLostIn(folder, { events }, 60))).toBeLessThanOrEqual(3);
  rmSync(folder, { recursive: true });
});

/** How often all files were read during the work. */
async function countReadings(work: () => Promise<void>): Promise<number> {
  const statements = jest.spyOn(Database.prototype, 'run');
  try {
    await work();
    return statements.mock.calls.filter(([sql]) => sql.includes('temp table base')).length;
  } finally {
    statements.mockRestore();
  }
}
