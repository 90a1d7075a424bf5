import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeParsedLogs } from '../../../lib/engines/duckdb/parsed-logs/write-parsed-logs';
import type { LogTypeId } from '../../../lib/log-types/log-type';
import { workKeys } from '../../../lib/workflow/audit-run/cloud-names';
import type { LocalAws } from '../../aws/local-aws';
import {
  type AccessEvent,
  type AccessLogFile,
  type AnswerOptions,
  accessLogName,
  expectedAnswers,
  type Row,
  renderAccessLogFile,
  renderTrailFile,
  type TrailEvent,
  type TrailFile,
  trailName,
} from '../../generator';
import { makeFolder } from '../../helpers/log-folder';
import { PLACES } from './access-modes';
import { type StackBuckets, stackTables } from './stack-tables';

/** Logs for the laptop, the same logs for Athena in every way of access, and what the answers must be. */
export interface Corpus {
  readonly logType: LogTypeId;
  /** Folder with the files. */
  readonly folder: string;
  readonly database: string;
  /** The answer as the events say. @throws Error for an analysis that the model doesn't know */
  expected(analysisId: string, options: AnswerOptions<never>): readonly Row[];
  remove(): void;
}

/** Every third file comes compressed, as merged logs do. Every second one is also rolled up. */
export async function accessLogCorpus(
  aws: LocalAws,
  name: string,
  events: readonly AccessEvent[],
  files: readonly AccessLogFile[],
): Promise<Corpus> {
  const stack = makeStack(aws, name, 'access-logs');
  const flatBucket = `flat-${name}`;
  aws.s3.createBucket({ name: flatBucket });
  const listed = files.map((file, index) => {
    const options = { gzip: index % 3 === 2 };
    const text = renderAccessLogFile(file);
    const content = options.gzip ? gzipSync(text) : text;
    const key = accessLogName(file, options);
    stack.putCopied(key, content);
    aws.s3.put(
      stack.logBucket,
      accessLogName(file, { ...options, layout: 'partitioned', prefix: stack.logPrefix }),
      content,
    );
    aws.s3.put(flatBucket, key, content);
    if (index % 2 === 0) aws.s3.put(stack.workBucket, `${workKeys.copiedLogs(PLACES.runAmongRollups)}/${key}`, content);
    return `s3://${flatBucket}/${key}\n`;
  });
  aws.s3.put(stack.workBucket, `${workKeys.listedLogs(PLACES.run)}objects`, listed.join(''));
  const others = files.flatMap((file, index) =>
    index % 2 === 1 ? [join(stack.folder, accessLogName(file, { gzip: index % 3 === 2 }))] : [],
  );
  const rollups = await Promise.all(
    thirdsOf(others).map(async (part, index) => {
      const key = `rolled/${index}.rollup.parquet`;
      aws.s3.put(flatBucket, key, await parquetOf(part));
      return `s3://${flatBucket}/${key}\n`;
    }),
  );
  aws.s3.put(stack.workBucket, `${workKeys.listedRollups(PLACES.runAmongRollups)}objects`, rollups.join(''));
  return {
    ...stack,
    expected: (id, options) =>
      required(expectedAnswers['access-logs'][id], id)(events, options as AnswerOptions<AccessEvent>),
  };
}

function thirdsOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return [0, 1, 2].map((part) => items.filter((_, index) => index % 3 === part));
}

async function parquetOf(files: readonly string[]): Promise<Buffer> {
  const workFolder = makeFolder('parquet');
  const path = join(workFolder, 'rollup.parquet');
  await writeParsedLogs({ files, path, workFolder });
  const content = readFileSync(path);
  rmSync(workFolder, { recursive: true });
  return content;
}

export function trailCorpus(
  aws: LocalAws,
  name: string,
  events: readonly TrailEvent[],
  files: readonly TrailFile[],
): Corpus {
  const stack = makeStack(aws, name, 'cloudtrail');
  for (const file of files) {
    const text = renderTrailFile(file);
    const content = file.plain ? Buffer.from(text) : gzipSync(text);
    stack.putCopied(trailName(file), content);
    for (const place of [{}, { organization: PLACES.organization }]) {
      aws.s3.put(stack.logBucket, trailName(file, { ...place, prefix: stack.logPrefix }), content);
    }
  }
  return {
    ...stack,
    expected: (id, options) =>
      required(expectedAnswers.cloudtrail[id], id)(events, options as AnswerOptions<TrailEvent>),
  };
}

function required<Model>(model: Model | undefined, analysisId: string): Model {
  if (model === undefined) throw new Error(`the generator has no model of ${analysisId}`);
  return model;
}

interface CorpusStack extends Omit<Corpus, 'expected'>, StackBuckets {
  /** Puts a file into the folder of the laptop and among the copies of the run. */
  putCopied(key: string, content: Buffer): void;
}

/** The buckets and tables of a stack of its own. */
function makeStack(aws: LocalAws, name: string, logType: LogTypeId): CorpusStack {
  const folder = makeFolder('corpus');
  const database = `s3_log_audit_${name}`;
  const buckets = { logBucket: `logs-${name}`, logPrefix: 'audit/', workBucket: `work-${name}` };
  aws.s3.createBucket({ name: buckets.logBucket });
  aws.s3.createBucket({ name: buckets.workBucket });
  aws.glue.createDatabase(database);
  for (const table of stackTables(logType, buckets)) aws.glue.putTable(database, table);
  return {
    ...buckets,
    logType,
    folder,
    database,
    putCopied(key, content) {
      const path = join(folder, key);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      aws.s3.put(buckets.workBucket, `${workKeys.copiedLogs(PLACES.run)}/${key}`, content);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
