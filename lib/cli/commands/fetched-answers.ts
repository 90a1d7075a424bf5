import { rmSync } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { makeWorkFolder } from '../../log-store/work-folder';
import { formatNdjson } from '../../report/json/format-ndjson';
import type { AuditResult } from '../../report/result';
import type { AnalysisResult, RunRecord } from '../../workflow/audit-run/run-record';
import { fetchAnswer } from '../../workflow/deployed-stack/fetch-answer';
import type { DeployedStack } from '../../workflow/deployed-stack/find-stack';
import type { WritableAnswer } from '../answer-output';
import { replaceOutputFile } from '../output-file';

/** Fetches answers of a run, each when it is asked for. `limit` is the largest number of rows wanted, 0 for all. */
export async function* fetchAll(
  s3: S3Client,
  stack: DeployedStack,
  record: RunRecord,
  answers: readonly AnalysisResult[],
  limit: number,
): AsyncGenerator<WritableAnswer> {
  for (const answer of answers) {
    const result = await fetchAnswer(s3, stack, record, answer, limit);
    yield { result, writeParquet: (path) => writeParquet(result, path) };
  }
}

/** The engine may read and write its work folder only. */
async function writeParquet(result: AuditResult, path: string): Promise<void> {
  const { writeParquetFile } =
    require('../../engines/duckdb/parquet-file') as typeof import('../../engines/duckdb/parquet-file');
  const workFolder = makeWorkFolder();
  const [rows, made] = [join(workFolder, 'rows.json'), join(workFolder, 'answer.parquet')];
  try {
    const file = await open(rows, 'wx');
    try {
      await formatNdjson(result, (text) => file.writeFile(text));
    } finally {
      await file.close();
    }
    await replaceOutputFile(path, '-o', async (partial) => {
      await writeParquetFile(rows, result.columns, made, workFolder);
      await copyFile(made, partial);
    });
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}
