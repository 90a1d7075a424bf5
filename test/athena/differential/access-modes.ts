import type { Days, Partitions } from '../../../lib/analyses/partitions';
import type { AthenaTable } from '../../../lib/analyses/render';
import type { LogTypeId } from '../../../lib/log-types/log-type';
import { TABLES, type TableName } from '../../../lib/workflow/audit-run/cloud-names';

/** A way in which queries get at logs: a table, and the partitions of it that hold a corpus. */
export interface AccessMode {
  readonly name: string;
  readonly table: TableName;
  /** Rollups in Parquet that are read beside it. */
  readonly rolledUp?: AthenaTable;
  partitions(day: Days): Partitions;
}

/** Where corpora lie; generated logs are of these accounts, Regions and buckets. */
export const PLACES = {
  run: '20260210T000000Z-0123abcd',
  /** A run that finds half of the logs rolled up. */
  runAmongRollups: '20260211T000000Z-0123abcd',
  organization: 'o-exampleorg',
  accounts: ['111122223333', '444455556666'],
  regions: ['eu-west-1', 'us-east-1'],
  sourceBuckets: ['acme-media', 'acme-backups'],
} as const;

const { run, runAmongRollups, organization, accounts, regions, sourceBuckets } = PLACES;
const ofRun = () => ({ run: [run] });

/** Every way that there is for a type of logs. */
export const ACCESS_MODES: Readonly<Record<LogTypeId, readonly AccessMode[]>> = {
  'access-logs': [
    { name: 'copied', table: TABLES.accessLogsCopied, partitions: ofRun },
    {
      name: 'in place',
      table: TABLES.accessLogsInPlace,
      partitions: (day) => ({
        account: [accounts[0]],
        region: [regions[0]],
        source_bucket: sourceBuckets,
        day,
      }),
    },
    { name: 'listed', table: TABLES.accessLogsListed, partitions: ofRun },
    {
      name: 'copied, half of them rolled up in Parquet',
      table: TABLES.accessLogsCopied,
      partitions: () => ({ run: [runAmongRollups] }),
      rolledUp: { table: TABLES.accessLogsRolledUp, partitions: { run: [runAmongRollups] } },
    },
  ],
  cloudtrail: [
    { name: 'copied', table: TABLES.cloudTrailCopied, partitions: ofRun },
    {
      name: 'in place',
      table: TABLES.cloudTrailInPlace,
      partitions: (day) => ({ account: accounts, region: regions, day }),
    },
    {
      name: 'in place, of an organization',
      table: TABLES.cloudTrailOrganizationInPlace,
      partitions: (day) => ({ org: [organization], account: accounts, region: regions, day }),
    },
  ],
};
