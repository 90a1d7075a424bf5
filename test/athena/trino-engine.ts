import {
  type AthenaAnswer,
  type AthenaEngine,
  type AthenaErrorCategory,
  type AthenaQuery,
  AthenaQueryError,
} from '../aws/athena/athena-engine';
import { javaDouble } from '../aws/athena/duckdb/answer-values';
import { injectedWithoutValue } from '../aws/athena/duckdb/projection';
import type { LocalAws } from '../aws/local-aws';
import { runStatement, TrinoError, type TrinoResult, type TrinoValue } from './trino/trino-client';

/** Athena's name of the only catalog that there is; Trino has one for each local AWS and caller. */
const CATALOG = 'awsdatacatalog';

let attachments = 0;

/**
 * Answers the queries of the local Athena with Trino, the engine that Athena is made of. Trino reads the local Glue and S3
 * over HTTP, with the permissions of whoever started the query.
 */
export class TrinoEngine implements AthenaEngine {
  private aws: LocalAws | undefined;
  private readonly attachment = attachments++;
  /** Names of catalogs by the ARN of the caller. */
  private readonly catalogs = new Map<string, Promise<string>>();

  /** @param url of a Trino that was started by `startTrino`; by default that of the suite */
  constructor(private readonly url = process.env.TRINO_URL ?? '') {
    if (!url) throw new Error('TRINO_URL is not set: run these tests with npm run test:athena');
  }

  /** The local AWS whose engine it is; its address is known only after it has started. */
  attach(aws: LocalAws): void {
    this.aws = aws;
  }

  async run(query: AthenaQuery, signal: AbortSignal): Promise<AthenaAnswer> {
    const catalog = await this.catalogFor(query.credentials.accessKeyId);
    try {
      return toAnswer(await this.execute(query, catalog, signal));
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof TrinoError ? toAthenaError(error, catalog) : error;
    }
  }

  async close(): Promise<void> {
    for (const catalog of this.catalogs.values()) await runStatement(this.url, `drop catalog ${await catalog}`);
  }

  /** Parameters are SQL literals and stand in EXECUTE as they are, as Athena does it. */
  private execute(query: AthenaQuery, catalog: string, signal: AbortSignal): Promise<TrinoResult> {
    const { sql, parameters, database } = query;
    const options = { catalog, schema: database, signal };
    if (parameters.length === 0) return runStatement(this.url, sql, options);
    return runStatement(this.url, `execute prepared using ${parameters.join(', ')}`, { ...options, prepared: sql });
  }

  /** A catalog acts for one caller: its keys are part of its settings. */
  private catalogFor(accessKeyId: string): Promise<string> {
    if (!this.aws) throw new Error('the engine is not attached to a local AWS');
    const { credentials } = this.aws;
    const caller = credentials.require(accessKeyId, 's3');
    const known = this.catalogs.get(caller.arn);
    if (known) return known;
    const name = `${CATALOG}_${process.pid}_${this.attachment}_${this.catalogs.size}`;
    const key = name.toUpperCase();
    this.aws.bindEngineKey(key, caller);
    const made = runStatement(this.url, createCatalog(name, this.aws, key)).then(() => name);
    this.catalogs.set(caller.arn, made);
    return made;
  }
}

function createCatalog(name: string, { endpoint, region }: LocalAws, accessKeyId: string): string {
  const properties = {
    'hive.metastore': 'glue',
    'hive.metastore.glue.region': region,
    'hive.metastore.glue.endpoint-url': endpoint,
    'hive.metastore.glue.aws-access-key': accessKeyId,
    'hive.metastore.glue.aws-secret-key': 'secret',
    'hive.metastore.glue.pin-client-to-current-region': false,
    // as Athena: sub-folders are read, partitions come from the projection, nobody has gathered statistics
    'hive.recursive-directories': true,
    'hive.partition-projection-enabled': true,
    'hive.table-statistics-enabled': false,
    'fs.native-s3.enabled': true,
    's3.endpoint': endpoint,
    's3.region': region,
    's3.path-style-access': true,
    's3.aws-access-key': accessKeyId,
    's3.aws-secret-key': 'secret',
  };
  const list = Object.entries(properties).map(([key, value]) => `"${key}" = '${value}'`);
  return `create catalog ${name} using hive with (${list.join(', ')})`;
}

function toAnswer({ columns, pages, scannedBytes }: TrinoResult): AthenaAnswer {
  const named = columns.map(({ name, type }) => ({ name, type: type.replace(/\(.*\)$/, '') }));
  const toText = (value: TrinoValue, index: number) => csvText(value, named[index]?.type ?? '');
  return {
    columns: named,
    rows: (async function* () {
      for (const page of pages) yield page.map((row) => row.map(toText));
    })(),
    scannedBytes,
  };
}

/** A value as Athena writes it into its CSV: Java's text of it. */
function csvText(value: TrinoValue, type: string): string | null {
  if (value === null) return null;
  return typeof value === 'number' && type === 'double' ? javaDouble(value) : String(value);
}

/** Whose fault a failure is. */
const CATEGORIES: Readonly<Record<string, AthenaErrorCategory>> = {
  USER_ERROR: 2,
  EXTERNAL: 2,
  INTERNAL_ERROR: 1,
  INSUFFICIENT_RESOURCES: 1,
};

/** SHIM: Athena has words of its own for partition columns that must have a value, and its own name of the catalog. */
const INJECTED_WITHOUT_VALUE = /^Column projection for column '(\w+)' failed\. Injected projection requires/;

/** Athena's form of a failure: code and message. */
function toAthenaError({ errorName, errorType, message }: TrinoError, catalog: string): AthenaQueryError {
  const [, column] = INJECTED_WITHOUT_VALUE.exec(message) ?? [];
  if (column) return injectedWithoutValue(column);
  const category = CATEGORIES[errorType] ?? 3;
  return new AthenaQueryError(`${errorName}: ${message.replaceAll(catalog, CATALOG)}`, category, category === 1);
}
