import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LocalAws } from '../aws';
import { awsEnvironment, countCalls } from '../helpers/s3-logs';
import { writeTable } from './document-table';

// Merges many small logs into rollups of a day: in folders, beside `cat` of the same files, and on the local S3, beside a bare
// client that does nothing but read the same objects. The server of the local S3 takes a processor for itself.

const CLI = resolve('dist/bin/s3-log-audit.js');
const COUNTS = process.argv.slice(2).map(Number).filter(Number.isInteger);
const FOLDERS_ONLY = process.argv.includes('--folders');
const BUCKET = 'logs';
const DAYS = 20;
const CONCURRENCY = 64;
const scratch = mkdtempSync(join(tmpdir(), 'bench-rollup-'));

/** What one way took. */
interface Usage {
  readonly seconds: number;
  readonly peakBytes?: number;
  readonly requests?: number;
}

main().finally(() => rmSync(scratch, { recursive: true, force: true }));

async function main(): Promise<void> {
  const rows: string[] = [];
  for (const objects of COUNTS.length > 0 ? COUNTS : [20_000, 200_000]) {
    rows.push(...(await compareFolders(objects)));
    if (!FOLDERS_ONLY) rows.push(...(await compareBuckets(objects)));
  }
  const table = [
    `Logs of 1 to 12 lines (3.3 KB on average) of ${DAYS} days, ${availableParallelism()} processors, Node.js ${process.versions.node}.`,
    '',
    '| What | Seconds | Logs/s | MB/s | × yardstick | Requests | Peak MB |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
  console.log(table);
  if (COUNTS.length === 0) writeTable('bench:rollup', table);
}

async function compareFolders(objects: number): Promise<readonly string[]> {
  const folder = join(scratch, 'logs');
  mkdirSync(folder);
  let bytes = 0;
  for (const { name, content } of logs(objects)) {
    writeFileSync(join(folder, name), content);
    bytes += content.length;
  }
  const copies = ['copy', 'removed'].map((name) => join(scratch, name)) as [string, string];
  for (const copy of copies) cpSync(folder, copy, { recursive: true });
  // what was written just now should not be written by those that are measured
  execFileSync('sync');
  const script = `find ${folder} -type f -print0 | sort -z | xargs -0 cat > ${join(scratch, 'all')}`;
  const cat = await best(3, () => measure('sh', ['-c', script]));
  const args = ['rollup', '--level', 'day'];
  const keep = await best(3, async () => {
    rmSync(join(scratch, 'kept'), { recursive: true, force: true });
    return measure(process.execPath, [CLI, ...args, folder, join(scratch, 'kept'), '--keep']);
  });
  const rm = await measure('sh', ['-c', `rm -r ${copies[1]}`]);
  const move = await measure(process.execPath, [CLI, ...args, copies[0], join(scratch, 'moved')]);
  for (const name of ['logs', 'copy', 'kept', 'moved', 'all']) rmSync(join(scratch, name), { recursive: true });
  const catAndRm = { seconds: cat.seconds + rm.seconds };
  return [
    row(`${count(objects)} files: cat`, cat, cat, objects, bytes),
    row(`${count(objects)} files: rollup --keep`, keep, cat, objects, bytes),
    row(`${count(objects)} files: cat and rm`, catAndRm, catAndRm, objects, bytes),
    row(`${count(objects)} files: rollup, which deletes them`, move, catAndRm, objects, bytes),
  ];
}

async function compareBuckets(objects: number): Promise<readonly string[]> {
  const aws = await LocalAws.start();
  aws.s3.createBucket({ name: BUCKET });
  const keys: string[] = [];
  let bytes = 0;
  for (const { name, content } of logs(objects)) {
    aws.s3.put(BUCKET, `site/${name}`, content);
    keys.push(`site/${name}`);
    bytes += content.length;
  }
  const bare = await readAll(keys, aws);
  aws.calls.clear();
  const args = [CLI, 'rollup', `s3://${BUCKET}/site/`, `s3://${BUCKET}/rolled/`, '--level', 'day', '--json'];
  const env = awsEnvironment(aws);
  const rollup = await measure(process.execPath, [...args, '--concurrency', String(CONCURRENCY)], env);
  const facts = JSON.parse(rollup.stdout) as { readonly requests: number };
  const reads = countCalls(aws)['s3:GetObject'] ?? 0;
  if (reads < objects) throw new Error(`only ${reads} objects were read`);
  await aws.stop();
  const name = `${count(objects)} objects`;
  return [
    row(`${name}: GetObject by a bare client`, bare, bare, objects, bytes),
    row(`${name}: rollup`, { ...rollup, requests: facts.requests }, bare, objects, bytes),
  ];
}

/** Reads objects and does nothing with them, in a process of its own as the rollup is. */
async function readAll(keys: readonly string[], aws: LocalAws): Promise<Usage> {
  const list = join(scratch, 'keys');
  writeFileSync(list, keys.join('\n'));
  const args = [resolve(__dirname, 'bare-reads.cjs'), BUCKET, list, String(CONCURRENCY)];
  return { ...(await measure(process.execPath, args, awsEnvironment(aws))), requests: keys.length };
}

async function best(rounds: number, run: () => Promise<Usage>): Promise<Usage> {
  const found: Usage[] = [];
  for (let round = 0; round < rounds; round++) found.push(await run());
  return found.sort((a, b) => a.seconds - b.seconds)[0] as Usage;
}

async function measure(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Usage & { readonly stdout: string }> {
  const report = join(scratch, 'usage.json');
  rmSync(report, { force: true });
  const preload = `--require ${resolve(__dirname, 'report-usage.cjs')}`;
  const start = performance.now();
  const child = spawn(program, args, {
    env: { ...process.env, ...env, BENCH_USAGE: report, ...(program === 'sh' ? {} : { NODE_OPTIONS: preload }) },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  const code = await new Promise((done) => child.on('close', done));
  const seconds = (performance.now() - start) / 1000;
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}`);
  return { seconds, stdout, ...(program === 'sh' ? {} : { peakBytes: peakOf(report) }) };
}

/** Memory at its highest; Node.js tells it when the process ends. */
function peakOf(report: string): number {
  return (JSON.parse(readFileSync(report, 'utf8')) as { readonly peakBytes: number }).peakBytes;
}

function row(what: string, usage: Usage, yardstick: Usage, objects: number, bytes: number): string {
  const { seconds, peakBytes, requests } = usage;
  const cells = [
    what,
    seconds.toFixed(2),
    count(Math.round(objects / seconds)),
    Math.round(bytes / seconds / 1e6),
    (seconds / yardstick.seconds).toFixed(2),
    requests === undefined ? '' : count(requests),
    peakBytes === undefined ? '' : Math.round(peakBytes / 1e6),
  ];
  const text = `| ${cells.join(' | ')} |`;
  console.error(text);
  return text;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** Access logs in the order of their names. */
function* logs(objects: number): Generator<{ readonly name: string; readonly content: string }> {
  for (let index = 0; index < objects; index++) {
    const time = new Date(Date.UTC(2026, 0, 1) + Math.floor((index / objects) * DAYS * 86_400) * 1000);
    const name = `${time.toISOString().slice(0, 19).replace(/[T:]/g, '-')}-${index.toString(16).toUpperCase().padStart(16, '0')}`;
    yield { name, content: line(time, index).repeat(1 + (index % 12)) };
  }
}

function line(time: Date, index: number): string {
  const [, day, month, year, clock] = time.toUTCString().match(/\w+, (\d+) (\w+) (\d+) (\S+)/) ?? [];
  const owner = '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be';
  const host = 's9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234=';
  return `${owner} acme-media [${day}/${month}/${year}:${clock} +0000] 192.0.2.3 arn:aws:iam::111122223333:user/alice ${index.toString(16).padStart(16, '0')} REST.GET.OBJECT media/${index}.jpg "GET /media/${index}.jpg HTTP/1.1" 200 - 113 113 7 6 "-" "S3Console/0.4" - ${host} SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader acme-media.s3.eu-west-1.amazonaws.com TLSv1.2 - -\n`;
}
