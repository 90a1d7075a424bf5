import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadCatalogue } from '../../lib/analyses/catalogue';
import { prepareCorpora } from './corpora';
import { writeTable } from './document-table';

/** What one process took. */
interface Usage {
  readonly seconds: number;
  readonly peakBytes: number;
}

interface Case {
  readonly name: string;
  /** Processes to measure and the one to compare with, in which the same bytes are only read. */
  readonly args: readonly string[];
  readonly yardstick: readonly string[];
  readonly folder: string;
}

const CLI = resolve('dist/bin/s3-log-audit.js');
const SCAN = resolve(__dirname, 'bare-scan.cjs');
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const scratch = mkdtempSync(join(tmpdir(), 'bench-'));

main().finally(() => rmSync(scratch, { recursive: true, force: true }));

async function main(): Promise<void> {
  const only = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  const withLarge = process.argv.includes('--large');
  const corpora = await prepareCorpora(withLarge);
  const catalogue = loadCatalogue();
  const lines = (folder: string) => [SCAN, 'lines', folder];
  const run = (folder: string, id: string) => [
    CLI,
    'run',
    id,
    '--logs',
    folder,
    '--format',
    'csv',
    '-o',
    join(scratch, 'answer.csv'),
  ];
  const access = catalogue.ofLogType('access-logs').map(({ id }) => id);
  const trail = catalogue.ofLogType('cloudtrail').map(({ id }) => id);
  const some = ['server-errors', 'deletions', 'top-requests'];
  const cases: Case[] = [
    ...access.map((id) => accessCase('one file', corpora.oneFile, id)),
    ...some.map((id) => accessCase('20,000 files', corpora.manyFiles, id)),
    ...some.map((id) => accessCase('gzip', corpora.gzip, id)),
    ...(corpora.large ? some.map((id) => accessCase('5,000,000 lines', corpora.large as string, id)) : []),
    {
      name: 'CloudTrail: bare read without the hint `records = true`',
      args: [SCAN, 'json-unhinted', corpora.cloudTrail],
      yardstick: [SCAN, 'json', corpora.cloudTrail],
      folder: corpora.cloudTrail,
    },
    ...trail.map((id) => ({
      name: `CloudTrail: ${id}`,
      args: run(corpora.cloudTrail, id),
      yardstick: [SCAN, 'json', corpora.cloudTrail],
      folder: corpora.cloudTrail,
    })),
  ].filter(({ name }) => only.length === 0 || only.some((word) => name.includes(word)));
  const table = renderTable(cases, measureAll(cases));
  console.log(table);
  if (only.length === 0) writeTable('bench', table);

  function accessCase(kind: string, folder: string, id: string): Case {
    return { name: `${kind}: ${id}`, args: run(folder, id), yardstick: lines(folder), folder };
  }
}

/** The best of several rounds for each command; a round goes through all of them, so that noise meets them alike. */
function measureAll(cases: readonly Case[]): ReadonlyMap<string, Usage> {
  const commands = new Map(
    cases.flatMap(({ args, yardstick }) => [yardstick, args].map((command) => [command.join(' '), command])),
  );
  const best = new Map<string, Usage>();
  for (let round = 1; round <= ROUNDS; round++) {
    for (const [key, command] of commands) {
      console.error(`round ${round}: ${command.slice(1, 5).join(' ')}`);
      const usage = measure(command);
      const known = best.get(key);
      if (!known || usage.seconds < known.seconds)
        best.set(key, { ...usage, peakBytes: Math.max(usage.peakBytes, known?.peakBytes ?? 0) });
    }
  }
  return best;
}

function measure(command: readonly string[]): Usage {
  const usageFile = join(scratch, 'usage.json');
  const start = performance.now();
  execFileSync(process.execPath, command, {
    env: { ...process.env, BENCH_USAGE: usageFile, NODE_OPTIONS: `--require ${join(__dirname, 'report-usage.cjs')}` },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const seconds = (performance.now() - start) / 1000;
  const { peakBytes } = JSON.parse(readFileSync(usageFile, 'utf8')) as { peakBytes: number };
  return { seconds, peakBytes };
}

function renderTable(cases: readonly Case[], usages: ReadonlyMap<string, Usage>): string {
  const rows = cases.map(({ name, args, yardstick, folder }) => {
    const usage = usages.get(args.join(' ')) as Usage;
    const bare = usages.get(yardstick.join(' ')) as Usage;
    const megabytes = folderBytes(folder) / 1e6;
    return `| ${name} | ${usage.seconds.toFixed(2)} | ${Math.round(megabytes / usage.seconds)} | ${(usage.seconds / bare.seconds).toFixed(2)} | ${Math.round(usage.peakBytes / 1e6)} |`;
  });
  return [
    `Best of ${ROUNDS} rounds, whole processes, ${availableParallelism()} processors, Node.js ${process.versions.node}.`,
    '',
    '| What | Seconds | MB/s | × bare read | Peak MB |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

function folderBytes(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
