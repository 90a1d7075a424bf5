import { CfnNamedQuery } from 'aws-cdk-lib/aws-athena';
import { Construct } from 'constructs';
import type { Analysis } from '../analyses/analysis';
import { loadCatalogue } from '../analyses/catalogue';
import { ASKED, type Partitions } from '../analyses/partitions';
import { renderAthenaQuery } from '../analyses/render';
import type { LogTypeId } from '../log-types/log-type';
import { TABLES, type TableName } from '../workflow/audit-run/cloud-names';
import type { LogDatabase } from './log-database';
import type { QueryWorkgroup } from './query-workgroup';

/** Where the rows of a saved query come from. */
interface SavedSource {
  /** In the name of the query, behind that of the analysis. */
  readonly label: string;
  readonly table: TableName;
  readonly partitions: Partitions;
}

const LAST_DAYS = { last: 7 };

const SOURCES: Readonly<Record<LogTypeId, readonly SavedSource[]>> = {
  'access-logs': [
    { label: 'copied by a run', table: TABLES.accessLogsCopied, partitions: { run: ASKED } },
    {
      label: 'in place, last 7 days',
      table: TABLES.accessLogsInPlace,
      partitions: { account: ASKED, region: ASKED, source_bucket: ASKED, day: LAST_DAYS },
    },
  ],
  cloudtrail: [
    { label: 'copied by a run', table: TABLES.cloudTrailCopied, partitions: { run: ASKED } },
    {
      label: 'in place, last 7 days',
      table: TABLES.cloudTrailInPlace,
      partitions: { account: ASKED, region: ASKED, day: LAST_DAYS },
    },
    {
      label: 'organization in place, last 7 days',
      table: TABLES.cloudTrailOrganizationInPlace,
      partitions: { org: ASKED, account: ASKED, region: ASKED, day: LAST_DAYS },
    },
  ],
};

export interface SavedQueriesProps {
  readonly logType: LogTypeId;
  readonly database: LogDatabase;
  readonly workgroup: QueryWorkgroup;
}

/** The analyses as saved queries of the workgroup, to go on from in the console. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { logType, database, workgroup }: SavedQueriesProps) {
    super(scope, id);
    for (const analysis of loadCatalogue().ofLogType(logType)) {
      for (const source of SOURCES[logType]) {
        new CfnNamedQuery(this, `${analysis.id}-${source.table}`, {
          name: `${analysis.id} (${source.label})`,
          description: analysis.question,
          database: database.databaseName,
          workGroup: workgroup.resource.ref,
          queryString: savedText(analysis, source),
        });
      }
    }
  }
}

/** Always the same text for the same analysis: any other would be another query, made anew. */
function savedText(analysis: Analysis, { table, partitions }: SavedSource): string {
  const { sql } = renderAthenaQuery(analysis, { window: {}, filters: {} }, { table, partitions }, analysis.limit ?? 0);
  const asked = Object.entries(partitions).flatMap(([name, value]) => (value === ASKED ? [name] : []));
  // no question mark may stand in a comment: the console could ask for its value
  return `-- ${analysis.title}. Asked for: ${asked.join(', ')}, each in single quotes.\n${sql}\n`;
}
