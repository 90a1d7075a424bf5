import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { installTrino } from '../athena/trino/install-trino';
import { findJavaHome } from '../athena/trino/java-home';
import { LARGE_QUERIES } from '../athena/trino/trino-configuration';
import { startTrino } from '../athena/trino/trino-server';
import { TrinoEngine } from '../athena/trino-engine';
import type { AthenaAnswer, AthenaEngine, AthenaQuery } from '../aws/athena/athena-engine';
import { deployAudit, LOG_BUCKET, startCloud } from '../cloud/audit-cloud';
import type { AuditRun } from '../cloud/audit-run';
import { thousandFiles } from './corpora';
import { writeTable } from './document-table';

/** A run of the deployed stack with every analysis over 1,000,000 lines, one query at a time, with Trino behind Athena. */
async function main(): Promise<void> {
  const folder = await thousandFiles();
  const javaHome = findJavaHome();
  const trino = await startTrino(await installTrino(javaHome, console.error), javaHome, LARGE_QUERIES);
  try {
    const engine = new TimedEngine(new TrinoEngine(trino.url));
    const table = renderTable(await runAll(folder, engine), engine.seconds);
    console.log(table);
    writeTable('bench:athena', table);
  } finally {
    await trino.stop();
  }
}

async function runAll(folder: string, engine: TimedEngine): Promise<AuditRun> {
  const aws = await startCloud({ engine });
  engine.inner.attach(aws);
  try {
    for (const name of readdirSync(folder)) aws.s3.put(LOG_BUCKET, name, readFileSync(join(folder, name)));
    console.error('the logs are in the bucket');
    const stack = await deployAudit(aws, {
      Analyses: 'all',
      From: '2026-02-01',
      To: '2026-02-07',
      QueryConcurrency: '1',
    });
    const run = await stack.run();
    const { status, failed, coverage } = run.record;
    if (status !== 'complete') throw new Error(`the run is ${status}: ${JSON.stringify(failed)}`);
    console.error(`coverage: ${JSON.stringify(coverage)}`);
    aws.violations.assertNone();
    return run;
  } finally {
    await aws.stop();
  }
}

/** Takes the time of each query: the clock of the local AWS runs ahead while a run waits. */
class TimedEngine implements AthenaEngine {
  /** In the order of the queries. */
  readonly seconds: number[] = [];

  constructor(readonly inner: TrinoEngine) {}

  async run(query: AthenaQuery, signal: AbortSignal): Promise<AthenaAnswer> {
    const start = performance.now();
    const answer = await this.inner.run(query, signal);
    this.seconds.push((performance.now() - start) / 1000);
    console.error(`query ${this.seconds.length}: ${this.seconds.at(-1)?.toFixed(1)} s`);
    return answer;
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}

function renderTable({ record }: AuditRun, seconds: readonly number[]): string {
  const rows = record.analyses.map(({ id, rows, scannedBytes }, index) => {
    const time = seconds[index];
    if (time === undefined) throw new Error(`the time of ${id} was not taken`);
    return `| ${id} | ${time.toFixed(1)} | ${Math.round(scannedBytes / 1e6)} | ${rows.toLocaleString('en')} |`;
  });
  return [
    `${record.objects.toLocaleString('en')} objects, ${Math.round(record.bytes / 1e6)} MB, ${availableParallelism()} processors.`,
    '',
    '| Analysis | Seconds | MB read | Rows |',
    '| --- | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
