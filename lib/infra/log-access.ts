import type { CfnTable } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import type { LogTypeId } from '../log-types/log-type';
import type { AuditResources } from './audit-resources';
import { LogTables } from './log-tables';
import { SavedQueries } from './saved-queries';

export interface LogAccessProps {
  readonly logType: LogTypeId;
  readonly resources: AuditResources;
}

/** What there is in Athena for one type of logs: its tables, and its analyses as saved queries. */
export class LogAccess extends Construct {
  readonly tables: readonly CfnTable[];

  constructor(scope: Construct, id: string, { logType, resources }: LogAccessProps) {
    super(scope, id);
    const { logs, buckets, database, workgroup } = resources;
    this.tables = new LogTables(this, 'Tables', { logType, database, workBucket: buckets.work, logs }).tables;
    new SavedQueries(this, 'Queries', { logType, database, workgroup });
  }
}
