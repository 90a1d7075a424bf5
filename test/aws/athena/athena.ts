import type { VirtualClock } from '../clock/virtual-clock';
import type { GlueCatalog } from '../glue/catalog';
import { glueResources } from '../glue/glue-service';
import type { CredentialStore } from '../iam/credentials';
import type { Iam } from '../iam/iam';
import type { Principal } from '../iam/principal';
import { objectArn, requireWritable } from '../s3/access';
import { bucketArn } from '../s3/bucket';
import type { S3Store } from '../s3/store';
import { AwsError } from '../server/aws-error';
import { newUuid } from '../server/ids';
import { type AthenaAnswer, type AthenaEngine, AthenaQueryError } from './athena-engine';
import { csvOf, metadataOf } from './csv-result';
import { objectReader } from './object-reader';
import { isOver, type QueryExecution, type QueryRequest } from './query-execution';
import { outcomeOf, type ScriptedQuery } from './scripted-query';
import { type WorkGroup, workGroupSchema } from './work-group';

export interface AthenaParts {
  readonly iam: Iam;
  readonly s3: S3Store;
  readonly glue: GlueCatalog;
  readonly credentials: CredentialStore;
  readonly clock: VirtualClock;
  readonly region: string;
  engine: AthenaEngine;
}

/** A query that people find in the console. */
export interface NamedQuery {
  readonly Database: string;
  readonly Name?: string | undefined;
  readonly Description?: string | undefined;
  readonly QueryString: string;
  readonly WorkGroup?: string | undefined;
}

/** How long a query takes here, in virtual time. */
const QUEUED_MS = 800;
const RUNNING_MS = 4_000;
/** Quota of DML queries. */
const TIME_LIMIT_MS = 30 * 60_000;

/** Amazon Athena: workgroups and the life of queries. What a query answers is the engine's affair. */
export class Athena {
  readonly workGroups = new Map<string, WorkGroup>();
  readonly queries = new Map<string, QueryExecution>();
  /** Saved queries by id. */
  readonly namedQueries = new Map<string, NamedQuery>();
  /** Queries that a test lets end in a way of its own. */
  readonly scripts: ScriptedQuery[] = [];

  constructor(private readonly parts: AthenaParts) {}

  putWorkGroup(properties: unknown): WorkGroup {
    const workGroup = workGroupSchema.parse(properties);
    this.workGroups.set(workGroup.Name, workGroup);
    return workGroup;
  }

  /** @throws AwsError InvalidRequestException when it has queries and is not to be deleted with them */
  deleteWorkGroup(name: string): void {
    const hasQueries = [...this.queries.values()].some(({ request }) => request.WorkGroup === name);
    if (hasQueries && !this.requireWorkGroup(name).RecursiveDeleteOption) {
      throw new AwsError('InvalidRequestException', `WorkGroup ${name} is not empty`);
    }
    this.workGroups.delete(name);
    for (const [id, { request }] of this.queries) if (request.WorkGroup === name) this.queries.delete(id);
  }

  requireWorkGroup(name: string): WorkGroup {
    const workGroup = this.workGroups.get(name);
    if (!workGroup) throw new AwsError('InvalidRequestException', `WorkGroup ${name} is not found.`);
    return workGroup;
  }

  requireQuery(id: string): QueryExecution {
    const query = this.queries.get(id);
    if (!query) throw new AwsError('InvalidRequestException', `QueryExecution ${id} was not found`);
    return query;
  }

  /** The same execution for the same token. @throws AwsError InvalidRequestException */
  start(request: QueryRequest, clientLocation: string | undefined, caller: Principal): QueryExecution {
    const before = [...this.queries.values()].find(
      (query) => query.request.ClientRequestToken === request.ClientRequestToken,
    );
    if (before) {
      if (JSON.stringify(before.request) === JSON.stringify(request)) return before;
      throw new AwsError('InvalidRequestException', 'Idempotent parameters do not match');
    }
    const location = this.outputLocation(request.WorkGroup, clientLocation);
    this.requireOutput(location, caller);
    const id = newUuid();
    const query: QueryExecution = {
      id,
      request,
      caller,
      outputLocation: `${location.endsWith('/') ? location : `${location}/`}${id}.csv`,
      submitted: this.parts.clock.now(),
      abort: new AbortController(),
      state: 'QUEUED',
      scannedBytes: 0,
      columns: [],
    };
    this.queries.set(id, query);
    void this.live(query);
    return query;
  }

  stop(query: QueryExecution): void {
    if (isOver(query)) return;
    this.end(query, 'CANCELLED', 'Query cancelled by user');
    query.abort.abort(new Error('cancelled'));
  }

  /** An enforced workgroup does not care where the client wants its results. */
  private outputLocation(name: string, clientLocation: string | undefined): string {
    const { WorkGroupConfiguration: configuration, State } = this.requireWorkGroup(name);
    if (State === 'DISABLED') throw new AwsError('InvalidRequestException', `WorkGroup ${name} is disabled`);
    const own = configuration.ResultConfiguration?.OutputLocation;
    const location = configuration.EnforceWorkGroupConfiguration ? own : (clientLocation ?? own);
    if (location === undefined) {
      throw new AwsError(
        'InvalidRequestException',
        'No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.',
      );
    }
    return location;
  }

  private requireOutput(location: string, caller: Principal): void {
    const { bucket } = placeOf(location);
    const permission = { action: 's3:GetBucketLocation', resource: bucketArn(bucket), via: 'athena' };
    const { allowed } = this.parts.iam.authorize(caller, permission);
    if (allowed && this.parts.s3.buckets.has(bucket)) return;
    throw new AwsError('InvalidRequestException', `Unable to verify/create output bucket ${bucket}`);
  }

  private async live(query: QueryExecution): Promise<void> {
    const { clock } = this.parts;
    try {
      await clock.sleep(QUEUED_MS, query.abort.signal);
      query.state = 'RUNNING';
      query.started = clock.now();
      const script = outcomeOf(this.scripts, query);
      if (script?.hangs) {
        await clock.sleep(TIME_LIMIT_MS, query.abort.signal);
        throw new AthenaQueryError('Query timeout', 2, false);
      }
      await clock.sleep(script?.runMs ?? RUNNING_MS, query.abort.signal);
      if (script?.error) throw script.error;
      if (script?.cancelled !== undefined) return this.end(query, 'CANCELLED', script.cancelled);
      const answer = await clock.work(() => this.answer(query));
      query.scannedBytes = script?.scannedBytes ?? answer.scannedBytes;
      await this.finish(query, answer);
    } catch (error) {
      if (isOver(query)) return;
      this.fail(query, error);
    }
  }

  private async answer(query: QueryExecution): Promise<AthenaAnswer> {
    const { engine, glue, s3, credentials } = this.parts;
    const { QueryString, ExecutionParameters = [], QueryExecutionContext: context } = query.request;
    const database = context?.Database ?? 'default';
    const tables = glue.tablesOf(database).filter(({ Name }) => QueryString.includes(Name));
    this.requireCatalog(query.caller, 'glue:GetDatabase', 'default');
    this.requireCatalog(query.caller, 'glue:GetDatabase', database);
    for (const { Name } of tables) this.requireCatalog(query.caller, 'glue:GetTable', database, Name);
    return engine.run(
      {
        sql: QueryString,
        parameters: ExecutionParameters,
        database,
        tables,
        objects: objectReader(s3, query.caller),
        credentials: credentials.issue(query.caller),
      },
      query.abort.signal,
    );
  }

  private requireCatalog(principal: Principal, action: string, database: string, table?: string): void {
    for (const resource of glueResources({ region: this.parts.region, caller: principal }, database, table)) {
      const { allowed, reason } = this.parts.iam.authorize(principal, { action, resource, via: 'athena' });
      if (allowed) continue;
      throw new AthenaQueryError(
        `Insufficient permissions to execute the query. User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} because ${reason}`,
        2,
        false,
      );
    }
  }

  private async finish(query: QueryExecution, answer: AthenaAnswer): Promise<void> {
    const limit = this.requireWorkGroup(query.request.WorkGroup).WorkGroupConfiguration.BytesScannedCutoffPerQuery;
    if (limit !== undefined && query.scannedBytes > limit) {
      return this.end(query, 'CANCELLED', 'Bytes scanned limit was exceeded');
    }
    query.columns = answer.columns;
    const content = await csvOf(answer);
    // stopped meanwhile
    if (isOver(query)) return;
    this.write(query, query.outputLocation, content);
    this.write(query, `${query.outputLocation}.metadata`, metadataOf(answer.columns));
    this.end(query, 'SUCCEEDED');
  }

  private write({ caller }: QueryExecution, location: string, content: Buffer): void {
    const { s3 } = this.parts;
    const { bucket, key } = placeOf(location);
    const attributes = { key, tags: {}, encryption: { algorithm: 'AES256' } } as const;
    try {
      requireWritable(s3, { principal: caller, via: 'athena' }, bucket, attributes);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new AthenaQueryError(
        `Access denied when writing output to url: s3://${objectArn(bucket, key).split(':::')[1]} . Please ensure you are allowed to access the S3 bucket.`,
        2,
        false,
      );
    }
    s3.put(bucket, key, content, { contentType: 'application/octet-stream' });
  }

  private fail(query: QueryExecution, error: unknown): void {
    const isExpected = error instanceof AthenaQueryError;
    const message = isExpected ? error.message : `GENERIC_INTERNAL_ERROR: ${(error as Error).stack}`;
    this.end(query, 'FAILED', message);
    query.error = {
      category: isExpected ? error.category : 1,
      retryable: isExpected ? error.retryable : true,
      message,
    };
  }

  private end(query: QueryExecution, state: QueryExecution['state'], reason?: string): void {
    query.state = state;
    query.completed = this.parts.clock.now();
    if (reason !== undefined) query.reason = reason;
  }
}

function placeOf(location: string): { readonly bucket: string; readonly key: string } {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(location) ?? [];
  if (bucket === undefined || key === undefined) {
    throw new AwsError('InvalidRequestException', `outputLocation is not a valid S3 path: ${location}`);
  }
  return { bucket, key };
}
