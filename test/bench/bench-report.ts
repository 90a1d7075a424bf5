import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { prepareCorpora } from './corpora';

/** What one process took; times in seconds. */
interface Usage {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

interface Contender {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

const CLI = resolve('dist/bin/s3-log-audit.js');
const DOCUMENT = resolve('docs/performance.md');
type Markers = readonly [begin: string, end: string];
const MARKERS: Markers = ['<!-- bench:report:begin -->', '<!-- bench:report:end -->'];
const CACHE_MARKERS: Markers = ['<!-- bench:cache:begin -->', '<!-- bench:cache:end -->'];
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 2);
const scratch = mkdtempSync(join(tmpdir(), 'bench-report-'));

main().finally(() => rmSync(scratch, { recursive: true, force: true }));

/** The whole report over 1,000,000 lines: beside goaccess, and with a cache; with the argument `cache` only that. */
async function main(): Promise<void> {
  const { oneFile } = await prepareCorpora(false);
  const ours: Contender = {
    name: 's3-log-audit report, HTML and JSON',
    program: process.execPath,
    args: [CLI, 'report', '--logs', oneFile, '-o', join(scratch, 'ours.html'), '-o', join(scratch, 'ours.json')],
  };
  if (process.argv[2] !== 'cache') compareWithGoaccess(ours, oneFile);
  const table = renderCacheTable(measureCached(ours));
  console.log(table);
  writeTable(table, CACHE_MARKERS);
}

/** Lets goaccess read the same bytes, if that is installed. */
function compareWithGoaccess(ours: Contender, folder: string): void {
  const [file = ''] = readdirSync(folder).map((name) => join(folder, name));
  const goaccess = goaccessVersion();
  const theirs: readonly Contender[] = goaccess
    ? ['html', 'json'].map((form) => ({
        name: `goaccess ${goaccess}, ${form.toUpperCase()}`,
        program: 'goaccess',
        args: [
          file,
          '--log-format=AWSS3',
          '--no-global-config',
          '--no-progress',
          '-o',
          join(scratch, `theirs.${form}`),
        ],
      }))
    : [];
  if (!goaccess) console.error('goaccess is not installed: nothing to compare with (Debian: apt-get install goaccess)');
  const table = renderTable(ours, theirs, measureAll([ours, ...theirs]), statSync(file).size);
  console.log(table);
  if (goaccess) writeTable(table, MARKERS);
}

/** The same report without a cache, with an empty one, again, and another one from what was parsed. */
function measureCached(ours: Contender): ReadonlyMap<string, Usage> {
  const cache = join(scratch, 'cache');
  const withCache = { ...ours, args: [...ours.args, '--cache', cache] };
  const cases: readonly Contender[] = [
    { ...ours, name: 'without a cache' },
    { ...withCache, name: 'with an empty cache' },
    { ...withCache, name: 'the same again' },
    { ...withCache, name: 'another report on the same logs', args: [...withCache.args, '--top', '30'] },
  ];
  const best = new Map<string, Usage>();
  for (let round = 1; round <= ROUNDS; round++) {
    rmSync(cache, { recursive: true, force: true });
    for (const each of cases) {
      console.error(`round ${round}: ${each.name}`);
      best.set(each.name, better(measure(each), best.get(each.name)));
    }
  }
  return best;
}

function renderCacheTable(usages: ReadonlyMap<string, Usage>): string {
  const [without, filling] = [...usages.values()] as [Usage, Usage];
  const rows = [...usages].map(([name, { seconds, cpuSeconds, peakMegabytes }]) =>
    [
      '',
      ` ${name} `,
      ` ${seconds.toFixed(2)} `,
      ` ${cpuSeconds.toFixed(2)} `,
      ` ${(cpuSeconds / without.cpuSeconds).toFixed(2)} `,
      ` ${(cpuSeconds / filling.cpuSeconds).toFixed(2)} `,
      ` ${Math.round(peakMegabytes)} `,
      '',
    ].join('|'),
  );
  return [
    `The same 1,000,000 lines, HTML and JSON. ${ROUNDS === 1 ? 'One round' : `Best of ${ROUNDS} rounds`}, whole processes, ${availableParallelism()} processors.`,
    '',
    '| Report | Seconds | CPU seconds | × CPU without | × CPU of the first with it | Peak MB |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

/** The best of several rounds; a round goes through all of them, so that noise meets them alike. */
function measureAll(contenders: readonly Contender[]): ReadonlyMap<Contender, Usage> {
  const best = new Map<Contender, Usage>();
  for (let round = 1; round <= ROUNDS; round++) {
    for (const contender of contenders) {
      console.error(`round ${round}: ${contender.name}`);
      const usage = measure(contender);
      best.set(contender, better(usage, best.get(contender)));
    }
  }
  return best;
}

function better(usage: Usage, known: Usage = usage): Usage {
  return {
    seconds: Math.min(usage.seconds, known.seconds),
    cpuSeconds: Math.min(usage.cpuSeconds, known.cpuSeconds),
    peakMegabytes: Math.max(usage.peakMegabytes, known.peakMegabytes),
  };
}

/** Runs a program under GNU time, which alone tells what a program took that is not ours. */
function measure({ name, program, args }: Contender): Usage {
  const usageFile = join(scratch, 'usage');
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', '%e %U %S %M', '-o', usageFile, program, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${name} failed (is GNU time installed?): ${stderr}`);
  const [seconds = 0, user = 0, system = 0, kilobytes = 0] = readFileSync(usageFile, 'utf8')
    .trim()
    .split(' ')
    .map(Number);
  return { seconds, cpuSeconds: user + system, peakMegabytes: (kilobytes * 1024) / 1e6 };
}

function renderTable(
  ours: Contender,
  theirs: readonly Contender[],
  usages: ReadonlyMap<Contender, Usage>,
  bytes: number,
): string {
  const own = usages.get(ours) as Usage;
  const rows = [ours, ...theirs].map((contender) => {
    const { seconds, cpuSeconds, peakMegabytes } = usages.get(contender) as Usage;
    const ratio = (value: number, ownValue: number) => (contender === ours ? '' : (value / ownValue).toFixed(1));
    return `| ${contender.name} | ${seconds.toFixed(1)} | ${ratio(seconds, own.seconds)} | ${cpuSeconds.toFixed(1)} | ${ratio(cpuSeconds, own.cpuSeconds)} | ${Math.round(peakMegabytes)} |`;
  });
  return [
    `1,000,000 lines, ${Math.round(bytes / 1e6)} MB. Best of ${ROUNDS} rounds, whole processes, ${availableParallelism()} processors, Node.js ${process.versions.node}.`,
    '',
    '| What | Seconds | × ours | CPU seconds | × ours | Peak MB |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

function writeTable(table: string, [begin, end]: Markers): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  writeFileSync(DOCUMENT, `${text.split(begin)[0]}${begin}\n${table}\n${end}${text.split(end)[1]}`);
}

function goaccessVersion(): string | undefined {
  const { stdout } = spawnSync('goaccess', ['--version'], { encoding: 'utf8' });
  return stdout ? /GoAccess - ([\d.]*\d)/.exec(stdout)?.[1] : undefined;
}
