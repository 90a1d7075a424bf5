import { EVENT_TIME } from '../../log-types/cloudtrail/record-format';
import { literalPath, sqlList } from './database';
import type { LogSource, ReadableFiles } from './log-source';

/** A raw column: where it stands in a record, and the part of the record's type that it needs. */
interface RecordField {
  readonly sql: string;
  /** Path in the record; fields below one parent are put into one struct. */
  readonly path: readonly string[];
  readonly type?: string;
}

const FIRST_ACCOUNT =
  'list_filter(list_transform(record.resources, lambda resource: resource."accountId"), lambda account: account is not null)[1]';

const RESOURCES = 'STRUCT("accountId" VARCHAR)[]';

/** The raw columns of `queries/cloudtrail/view.yaml`, in the spelling of the records. */
const RECORD_FIELDS: Readonly<Record<string, RecordField>> = {
  event_id: at('eventID'),
  shared_event_id: at('sharedEventID'),
  event_source: at('eventSource'),
  event_name: at('eventName'),
  event_category: at('eventCategory'),
  event_type: at('eventType'),
  read_only: at('readOnly'),
  aws_region: at('awsRegion'),
  source_ip_address: at('sourceIPAddress'),
  user_agent: at('userAgent'),
  error_code: at('errorCode'),
  error_message: at('errorMessage'),
  request_parameters: jsonAt('requestParameters'),
  response_elements: jsonAt('responseElements'),
  additional_event_data: jsonAt('additionalEventData'),
  request_id: at('requestID'),
  recipient_account_id: at('recipientAccountId'),
  vpc_endpoint_id: at('vpcEndpointId'),
  identity_type: at('userIdentity', 'type'),
  identity_arn: at('userIdentity', 'arn'),
  identity_account_id: at('userIdentity', 'accountId'),
  identity_invoked_by: at('userIdentity', 'invokedBy'),
  identity_access_key_id: at('userIdentity', 'accessKeyId'),
  mfa_authenticated: at('userIdentity', 'sessionContext', 'attributes', 'mfaAuthenticated'),
  tls_version: at('tlsDetails', 'tlsVersion'),
  client_host_header: at('tlsDetails', 'clientProvidedHostHeader'),
  resource_account_id: {
    path: ['resources'],
    type: RESOURCES,
    // the first one that there is: nearly always among the first two, and the list functions are slow
    sql: `coalesce(record.resources[1]."accountId", record.resources[2]."accountId", ${FIRST_ACCOUNT})`,
  },
};

/** DuckDB takes twice this much memory for each thread, so it is no larger than the files need. */
const SMALLEST_DOCUMENT_LIMIT = 16 * 1024 * 1024;

/** AWS CloudTrail for DuckDB. */
export const cloudTrailSource: LogSource = {
  columns: Object.keys(RECORD_FIELDS),
  fileQueries: (files, columns) => ({
    queries: [
      { name: 'records', sql: readRecords(files, columns) },
      {
        name: 'timed',
        sql: `select
  record,
  file_index,
  case when regexp_matches(record."eventTime", '${EVENT_TIME}') then try_cast(record."eventTime" as timestamp) end as event_time
from records`,
      },
      {
        name: 'source',
        sql: `select '' as line, file_index, event_time is not null as regular, event_time, record\nfrom timed`,
      },
    ],
    parts: ['record'],
    field: (name) => (RECORD_FIELDS[name] as RecordField).sql,
  }),
  identityColumns: ['shared_event_id', 'event_id'],
  identity: (column) => `coalesce(${column('shared_event_id')}, ${column('event_id')})`,
};

function readRecords({ paths, largestBytes }: ReadableFiles, columns: ReadonlySet<string>): string {
  // `records` saves DuckDB from reading all files beforehand to find out; a document without Records gives one record that is NULL, so that its file can be named
  return `select unnest(coalesce("Records", [null])) as record, file_index
from read_json(${sqlList(paths.map(literalPath))}, format = 'unstructured', records = true, columns = {'Records': '${recordType(columns)}[]'},
  maximum_object_size = ${Math.max(SMALLEST_DOCUMENT_LIMIT, largestBytes + 1)}, hive_partitioning = false)`;
}

/** Nested type that names just the fields wanted: the rest of a record is skipped, not built. */
function recordType(columns: ReadonlySet<string>): string {
  const tree: TypeTree = { eventTime: 'VARCHAR' };
  for (const [, { path, type }] of fieldsOf(columns)) addToTree(tree, path, type ?? 'VARCHAR');
  return structOf(tree);
}

interface TypeTree {
  [name: string]: string | TypeTree;
}

function addToTree(tree: TypeTree, [name, ...below]: readonly string[], type: string): void {
  if (name === undefined) return;
  if (below.length === 0) {
    tree[name] = type;
    return;
  }
  tree[name] ??= {};
  addToTree(tree[name] as TypeTree, below, type);
}

function structOf(tree: TypeTree): string {
  const fields = Object.entries(tree).map(
    ([name, type]) => `"${name}" ${typeof type === 'string' ? type : structOf(type)}`,
  );
  return `STRUCT(${fields.join(', ')})`;
}

function fieldsOf(columns: ReadonlySet<string>): readonly [string, RecordField][] {
  return Object.entries(RECORD_FIELDS).filter(([name]) => columns.has(name));
}

function at(...path: string[]): RecordField {
  return { path, sql: `record.${path.map((name) => `"${name}"`).join('.')}` };
}

function jsonAt(name: string): RecordField {
  return { path: [name], type: 'JSON', sql: `nullif(cast(record."${name}" as varchar), 'null')` };
}
