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
    const table = renderTable(await runAll(folder, engine));
    console.log(table);
    writeTable('bench:athena', table);
  } finally {
    await trino.stop();
  }
}

async function runAll(folder: string, engine: TimedEngine): Promise<TimedRun> {
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
    const sqlOf = (queryId: string) => aws.athena.queries.get(queryId)?.request.QueryString ?? '';
    return { record: run.record, secondsOf: (queryId) => engine.seconds.get(sqlOf(queryId)) };
  } finally {
    await aws.stop();
  }
}

interface TimedRun extends Pick<AuditRun, 'record'> {
  secondsOf(queryId: string): number | undefined;
}

/** Takes the time of each query: the clock of the local AWS runs ahead while a run waits. */
class TimedEngine implements AthenaEngine {
  /** By the text of the query. */
  readonly seconds = new Map<string, number>();

  constructor(readonly inner: TrinoEngine) {}

  async run(query: AthenaQuery, signal: AbortSignal): Promise<AthenaAnswer> {
    const start = performance.now();
    const answer = await this.inner.run(query, signal);
    const seconds = (performance.now() - start) / 1000;
    this.seconds.set(query.sql, seconds);
    console.error(`query ${this.seconds.size}: ${seconds.toFixed(1)} s`);
    return answer;
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}

function renderTable({ record, secondsOf }: TimedRun): string {
  const rows = record.analyses.map(({ id, queryId, rows, scannedBytes }) => {
    const time = secondsOf(queryId);
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
