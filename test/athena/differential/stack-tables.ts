import type { LogTypeId } from '../../../lib/log-types/log-type';
import { Resolver } from '../../aws/cloudformation/intrinsics';
import { parseTemplate } from '../../aws/cloudformation/template';
import { resourcesOfType, synthesizedTemplate } from '../../helpers/synthesized-stack';

/** Where the logs of a stack lie. */
export interface StackBuckets {
  readonly logBucket: string;
  readonly logPrefix: string;
  readonly workBucket: string;
}

/** A query that the stack saves for the console. */
export interface SavedQuery {
  readonly name: string;
  readonly sql: string;
}

/** Conditions of the template under which there are tables and queries for a type of logs. */
const CONDITIONS: Readonly<Record<LogTypeId, string>> = {
  'access-logs': 'AreAccessLogs',
  cloudtrail: 'AreCloudTrail',
};

/** The `TableInput` of every table of the synthesized stack over one type of logs, with these buckets. */
export function stackTables(logType: LogTypeId, buckets: StackBuckets): readonly unknown[] {
  const refuse = (id: string): never => {
    throw new Error(`a table depends on ${id}`);
  };
  const resolver = new Resolver(parseTemplate(JSON.stringify(synthesizedTemplate())), {
    parameters: { LogBucket: buckets.logBucket, LogPrefix: buckets.logPrefix },
    pseudo: {},
    physicalId: (id) => (/BucketsWork/.test(id) ? buckets.workBucket : refuse(id)),
    attribute: refuse,
  });
  return resourcesOf('AWS::Glue::Table', logType).map(({ TableInput }) => resolver.resolve(TableInput));
}

/** The saved queries of the synthesized stack for one type of logs. */
export function savedQueries(logType: LogTypeId): readonly SavedQuery[] {
  const queries = resourcesOf('AWS::Athena::NamedQuery', logType);
  return queries.map(({ Name, QueryString }) => ({ name: String(Name), sql: String(QueryString) }));
}

function resourcesOf(type: string, logType: LogTypeId): readonly Readonly<Record<string, unknown>>[] {
  const resources = resourcesOfType(synthesizedTemplate(), type);
  return resources
    .filter(([, { Condition }]) => Condition === CONDITIONS[logType])
    .map(([, { Properties }]) => Properties);
}
