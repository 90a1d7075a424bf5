import { z } from 'zod';
import type { Permission } from '../iam/iam';
import type { S3Store } from '../s3/store';
import { contentOf } from '../s3/stored-object';
import { AwsError } from '../server/aws-error';
import type { Call } from '../server/call';
import { jsonService } from '../server/json-service';
import { operation } from '../server/operation';
import type { Service } from '../server/service';
import type { Athena } from './athena';
import { parseCsv } from './csv-result';
import { describeQuery, type QueryExecution } from './query-execution';
import { resultConfigurationSchema } from './work-group';

const queryId = z.string().min(1).max(128);

/** Source: https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html */
const startInput = z.strictObject({
  QueryString: z.string().refine((text) => text !== '' && Buffer.byteLength(text) <= 262_144, '1 to 262,144 bytes'),
  ClientRequestToken: z.string().min(32).max(128),
  QueryExecutionContext: z
    .strictObject({ Database: z.string().optional(), Catalog: z.literal('AwsDataCatalog').optional() })
    .optional(),
  ResultConfiguration: resultConfigurationSchema.optional(),
  WorkGroup: z.string().default('primary'),
  ExecutionParameters: z.array(z.string().min(1).max(1024)).min(1).optional(),
});

/** Amazon Athena's API. */
export function athenaService(athena: Athena, store: S3Store): Service {
  const onWorkGroup = (action: string, name: string, { region, caller }: Call): readonly Permission[] => [
    { action: `athena:${action}`, resource: workGroupArn(name, region, caller.account) },
  ];
  const onQueries = (ids: readonly string[], call: Call): readonly Permission[] => {
    const names = ids.flatMap((id) => athena.queries.get(id)?.request.WorkGroup ?? []);
    // somebody who may see no workgroup must not learn that a query does not exist
    return [...new Set(names.length === 0 ? ['primary'] : names)].flatMap((name) =>
      onWorkGroup(call.action, name, call),
    );
  };
  return jsonService({
    name: 'athena',
    target: 'AmazonAthena',
    version: '1.1',
    invalidInput: 'InvalidRequestException',
    operations: {
      StartQueryExecution: operation({
        input: startInput,
        permissions: ({ WorkGroup }, call) => onWorkGroup('StartQueryExecution', WorkGroup, call),
        run({ ResultConfiguration, ...request }, call) {
          const query = athena.start(request, ResultConfiguration?.OutputLocation, call.caller);
          return { QueryExecutionId: query.id };
        },
      }),
      GetQueryExecution: operation({
        input: z.strictObject({ QueryExecutionId: queryId }),
        permissions: ({ QueryExecutionId }, call) => onQueries([QueryExecutionId], call),
        run: ({ QueryExecutionId }) => ({ QueryExecution: describeQuery(athena.requireQuery(QueryExecutionId)) }),
      }),
      BatchGetQueryExecution: operation({
        input: z.strictObject({ QueryExecutionIds: z.array(queryId).min(1).max(50) }),
        permissions: ({ QueryExecutionIds }, call) => onQueries(QueryExecutionIds, call),
        run({ QueryExecutionIds: ids }) {
          const unknown = ids.filter((id) => !athena.queries.has(id));
          return {
            QueryExecutions: ids
              .filter((id) => !unknown.includes(id))
              .map((id) => describeQuery(athena.requireQuery(id))),
            UnprocessedQueryExecutionIds: unknown.map((id) => ({
              QueryExecutionId: id,
              ErrorCode: 'INVALID_QUERY_EXECUTION_ID',
              ErrorMessage: `QueryExecution ${id} was not found`,
            })),
          };
        },
      }),
      StopQueryExecution: operation({
        input: z.strictObject({ QueryExecutionId: queryId }),
        permissions: ({ QueryExecutionId }, call) => onQueries([QueryExecutionId], call),
        run({ QueryExecutionId }) {
          athena.stop(athena.requireQuery(QueryExecutionId));
          return {};
        },
      }),
      ListQueryExecutions: operation({
        input: z.strictObject({
          WorkGroup: z.string().default('primary'),
          MaxResults: z.number().int().min(0).max(50).default(50),
          NextToken: z.string().optional(),
        }),
        permissions: ({ WorkGroup }, call) => onWorkGroup('ListQueryExecutions', WorkGroup, call),
        run({ WorkGroup, MaxResults, NextToken }) {
          const ids = [...athena.queries.values()]
            .filter(({ request }) => request.WorkGroup === WorkGroup)
            .map(({ id }) => id);
          // the newest first
          const page = ids.reverse().slice(Number(NextToken ?? 0));
          const next = Number(NextToken ?? 0) + MaxResults;
          return {
            QueryExecutionIds: page.slice(0, MaxResults),
            ...(page.length > MaxResults ? { NextToken: String(next) } : {}),
          };
        },
      }),
      GetQueryResults: operation({
        input: z.strictObject({
          QueryExecutionId: queryId,
          MaxResults: z.number().int().min(1).max(1000).default(1000),
          NextToken: z.string().optional(),
        }),
        permissions: ({ QueryExecutionId }, call) => onQueries([QueryExecutionId], call),
        run({ QueryExecutionId, MaxResults, NextToken }, { caller }) {
          const query = athena.requireQuery(QueryExecutionId);
          if (query.state !== 'SUCCEEDED') {
            throw new AwsError(
              'InvalidRequestException',
              `Query did not finish successfully. Final query state: ${query.state}`,
            );
          }
          const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(query.outputLocation) ?? [];
          store.authorize(caller, 's3:GetObject', `arn:aws:s3:::${bucket}/${key}`, { via: 'athena' });
          const object = store.requireBucket(bucket).objects.get(key);
          if (!object) throw new AwsError('InvalidRequestException', `Could not find results for ${query.id}`);
          return resultPage(query, parseCsv(contentOf(object).toString()), Number(NextToken ?? 0), MaxResults);
        },
      }),
    },
  });
}

/** The header is the first row of the first page. */
function resultPage(query: QueryExecution, rows: readonly (string | null)[][], start: number, max: number): object {
  const page = rows.slice(start, start + max);
  return {
    UpdateCount: 0,
    ResultSet: {
      Rows: page.map((row) => ({ Data: row.map((value) => (value === null ? {} : { VarCharValue: value })) })),
      ResultSetMetadata: {
        ColumnInfo: query.columns.map(({ name, type }) => ({
          CatalogName: 'hive',
          SchemaName: '',
          TableName: '',
          Name: name,
          Label: name,
          Type: type,
          Precision: 0,
          Scale: 0,
          Nullable: 'UNKNOWN',
          CaseSensitive: type === 'varchar',
        })),
      },
    },
    ...(rows.length > start + max ? { NextToken: String(start + max) } : {}),
  };
}

function workGroupArn(name: string, region: string, account: string): string {
  return `arn:aws:athena:${region}:${account}:workgroup/${name}`;
}
