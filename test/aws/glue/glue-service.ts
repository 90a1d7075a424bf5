import { z } from 'zod';
import type { Permission } from '../iam/iam';
import type { Call } from '../server/call';
import { jsonService } from '../server/json-service';
import { operation } from '../server/operation';
import type { Service } from '../server/service';
import type { GlueCatalog } from './catalog';
import { asJsonLines } from './cloudtrail-input-format';
import type { GlueTable } from './glue-table';

const catalogId = z.string().optional();

/** ARNs that a request for a table needs permission on. Source: https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html */
export function glueResources(
  call: Pick<Call, 'region' | 'caller'>,
  database?: string,
  table?: string,
): readonly string[] {
  const { region, caller } = call;
  const partition = caller.arn.split(':')[1] ?? 'aws';
  const arn = (path: string) => `arn:${partition}:glue:${region}:${caller.account}:${path}`;
  return [
    arn('catalog'),
    ...(database === undefined ? [] : [arn(`database/${database}`)]),
    ...(table === undefined ? [] : [arn(`table/${database}/${table}`)]),
  ];
}

/**
 * AWS Glue as far as an engine asks for it. To `engineKeys` tables are shown as open-source Trino can read them; everybody
 * else sees them as they are.
 */
export function glueService(catalog: GlueCatalog, engineKeys: ReadonlySet<string>): Service {
  const shown = (table: GlueTable, { accessKeyId }: Call) => (engineKeys.has(accessKeyId) ? asJsonLines(table) : table);
  const needs =
    (action: string) =>
    (input: { DatabaseName?: string; Name?: string }, call: Call): readonly Permission[] =>
      glueResources(call, input.DatabaseName, input.Name).map((resource) => ({ action, resource }));
  return jsonService({
    name: 'glue',
    target: 'AWSGlue',
    version: '1.1',
    invalidInput: 'InvalidInputException',
    operations: {
      GetDatabase: operation({
        input: z.strictObject({ CatalogId: catalogId, Name: z.string() }),
        permissions: ({ Name }, call) => needs('glue:GetDatabase')({ DatabaseName: Name }, call),
        run({ Name }, call) {
          catalog.tablesOf(Name);
          return { Database: databaseOf(Name.toLowerCase(), call) };
        },
      }),
      GetDatabases: operation({
        input: z.strictObject({
          CatalogId: catalogId,
          MaxResults: z.number().optional(),
          ResourceShareType: z.string().optional(),
        }),
        permissions: (_, call) => needs('glue:GetDatabases')({}, call),
        run: (_, call) => ({ DatabaseList: catalog.databaseNames.map((name) => databaseOf(name, call)) }),
      }),
      GetTable: operation({
        input: z.strictObject({ CatalogId: catalogId, DatabaseName: z.string(), Name: z.string() }),
        permissions: (input, call) => needs('glue:GetTable')(input, call),
        run: ({ DatabaseName, Name }, call) => ({
          Table: tableOf(shown(catalog.requireTable(DatabaseName, Name), call), call),
        }),
      }),
      GetTables: operation({
        input: z.strictObject({
          CatalogId: catalogId,
          DatabaseName: z.string(),
          Expression: z.string().optional(),
          MaxResults: z.number().optional(),
        }),
        permissions: ({ DatabaseName }, call) => needs('glue:GetTables')({ DatabaseName }, call),
        run({ DatabaseName, Expression = '.*' }, call) {
          const names = new RegExp(`^(?:${Expression})$`, 'i');
          const tables = catalog.tablesOf(DatabaseName).filter(({ Name }) => names.test(Name));
          return { TableList: tables.map((table) => tableOf(shown(table, call), call)) };
        },
      }),
      // Trino asks once for its own functions
      GetUserDefinedFunctions: operation({
        input: z.looseObject({}),
        permissions: (_, call) => needs('glue:GetUserDefinedFunctions')({}, call),
        run: () => ({ UserDefinedFunctions: [] }),
      }),
    },
  });
}

/** Seconds; the date has no meaning. */
const CREATED = 1_767_225_600;

function databaseOf(name: string, { caller }: Call): object {
  return { Name: name, CatalogId: caller.account, CreateTime: CREATED, CreateTableDefaultPermissions: [] };
}

function tableOf(table: GlueTable, { caller }: Call): object {
  return {
    Retention: 0,
    ...table,
    CatalogId: caller.account,
    CreateTime: CREATED,
    UpdateTime: CREATED,
    IsRegisteredWithLakeFormation: false,
    VersionId: '0',
  };
}
