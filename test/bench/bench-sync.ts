import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { LocalAws } from '../aws';
import { awsEnvironment } from '../helpers/s3-logs';

// Brings many small objects from the local S3 into a folder, with our `sync` and with those of others that are installed,
// and a second time with nothing new. The server takes one processor.

/** A program that makes a folder hold what is below a prefix. */
interface Tool {
  readonly name: string;
  readonly program: string;
  args(folder: string): readonly string[];
}

interface Run {
  readonly seconds: number;
  /** Requests that S3 decided on. */
  readonly calls: number;
}

const OBJECTS = Number(process.argv[2] ?? 20_000);
/** What S3 takes to answer, at best from a machine in the same Region; and fewer objects, so that it ends. */
const LATENCY_MS = 20;
const WITH_LATENCY = Number(process.argv[3] ?? Math.ceil(OBJECTS / 10));
const OBJECT_BYTES = 1500;
const ADDRESS = 's3://logs/site/';
const scratch = mkdtempSync(join(tmpdir(), 'bench-sync-'));

main().finally(() => rmSync(scratch, { recursive: true, force: true }));

async function main(): Promise<void> {
  console.log(
    `Objects of ${OBJECT_BYTES} bytes, ${availableParallelism()} processors, Node.js ${process.versions.node}`,
  );
  await compare(OBJECTS, 0);
  await compare(WITH_LATENCY, LATENCY_MS);
}

async function compare(objects: number, latencyMs: number): Promise<void> {
  const aws = await LocalAws.start();
  fill(aws, objects);
  if (latencyMs > 0)
    aws.faults.add({
      service: 's3',
      action: 'GetObject',
      kind: 'slow',
      delayMs: latencyMs,
      times: Number.POSITIVE_INFINITY,
    });
  console.log(
    `\n| ${objects} objects, ${latencyMs} ms to answer | First run, s | Objects/s | × ours | Second run, s | Its requests |`,
  );
  console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
  let ours: Run | undefined;
  for (const tool of toolsFor(aws).filter(({ program }) => isInstalled(program))) {
    const folder = mkdtempSync(join(scratch, 'logs-'));
    const first = await measure(tool, folder, aws);
    const second = await measure(tool, folder, aws);
    ours ??= first;
    const row = [
      tool.name,
      first.seconds.toFixed(1),
      Math.round(objects / first.seconds),
      (first.seconds / ours.seconds).toFixed(1),
      second.seconds.toFixed(1),
      second.calls,
    ];
    console.log(`| ${row.join(' | ')} |`);
  }
  await aws.stop();
}

function fill(aws: LocalAws, objects: number): void {
  aws.s3.createBucket({ name: 'logs' });
  for (let index = 0; index < objects; index++) {
    const second = new Date(Date.UTC(2026, 1, 1) + index * 100_000).toISOString().slice(0, 19).replace(/[T:]/g, '-');
    const key = `site/${second}-${index.toString(16).toUpperCase().padStart(16, '0')}`;
    aws.s3.put('logs', key, Buffer.alloc(OBJECT_BYTES, `line ${index} `));
  }
}

function toolsFor(aws: LocalAws): readonly Tool[] {
  const { accessKeyId, secretAccessKey } = aws.root;
  const host = aws.endpoint.replace('http://', '');
  const s3cmd = [
    '--no-ssl',
    `--host=${host}`,
    `--host-bucket=${host}`,
    `--region=${aws.region}`,
    '--no-progress',
    '--quiet',
  ];
  return [
    {
      name: 's3-log-audit sync',
      program: process.execPath,
      args: (folder) => [resolve('dist/bin/s3-log-audit.js'), 'sync', ADDRESS, folder],
    },
    { name: 'aws s3 sync', program: 'aws', args: (folder) => ['s3', 'sync', ADDRESS, folder, '--quiet'] },
    {
      name: 's3cmd sync',
      program: 's3cmd',
      args: (folder) => [
        'sync',
        ...s3cmd,
        `--access_key=${accessKeyId}`,
        `--secret_key=${secretAccessKey}`,
        ADDRESS,
        `${folder}/`,
      ],
    },
  ];
}

function isInstalled(program: string): boolean {
  return [program, ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program))].some((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

async function measure({ name, program, args }: Tool, folder: string, aws: LocalAws): Promise<Run> {
  aws.calls.clear();
  const start = performance.now();
  const child = spawn(program, args(folder), {
    env: { ...process.env, ...awsEnvironment(aws) },
    stdio: 'ignore',
  });
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) throw new Error(`${name} ended with ${code}`);
  return { seconds: (performance.now() - start) / 1000, calls: aws.calls.all.length };
}
