import { STEPS, type Step } from '../../lib/workflow/audit-run/cloud-names';
import {
  type CalledResource,
  SERVICE_CALLS,
  SERVICE_SIDE_CALLS,
  type ServiceCall,
} from '../../lib/workflow/audit-run/service-calls';
import { code, table } from './markdown';

const ROLES: Readonly<Record<Step, string>> = {
  plan: 'Plan role',
  'start-copy': 'Role of start-copy',
  'check-copy': 'Role of check-copy',
  'start-queries': 'Query role',
  'check-queries': 'Role of check-queries',
  summarize: 'Role of summarize',
  notify: 'Role of notify',
  'start-run': 'Role of start-run',
};

const RESOURCES: Readonly<Record<CalledResource, string>> = {
  'log-bucket': 'log bucket; listing only below the prefix',
  'log-objects': 'log objects below the prefix',
  'log-kms-key': 'key of the logs, through S3 in the Region of the stack only',
  'work-bucket': 'work bucket',
  'work-objects': 'work bucket, `runs/*`',
  'run-state': 'work bucket, `state/*`',
  'results-bucket': 'results bucket',
  'athena-objects': 'results bucket, `athena/*`',
  'result-objects': 'results bucket, `results/*`',
  workgroup: 'workgroup of the stack',
  tables: 'catalog, database and tables of the stack',
  databases: 'catalog, database of the stack and database `default`',
  topic: 'topic of the stack',
  'batch-role': 'batch-copy role, to S3 Batch Operations only',
  'batch-jobs': 'S3 Batch Operations jobs of the account in the Region',
  'state-machine': 'state machine of the stack',
  executions: 'executions of the state machine',
  stack: 'the stack itself',
  any: '`*`: the action knows no resource; copy jobs only',
};

/** Part of docs/security.md: what the function of each step may call, and why. */
export function renderStepRoles(): string {
  return STEPS.map((step) => `### ${ROLES[step]}\n\n${renderCalls(SERVICE_CALLS[step])}\n`).join('\n');
}

/** Part of docs/security.md: what AWS services call with roles of the stack. */
export function renderServiceSideCalls(): string {
  return [
    `### S3 Batch Operations, with the batch-copy role\n\n${renderCalls(SERVICE_SIDE_CALLS['batch-copy'])}\n`,
    `### Athena, with the query role\n\n${renderCalls(SERVICE_SIDE_CALLS['start-queries'])}\n`,
  ].join('\n');
}

const ONLY: Readonly<Record<NonNullable<ServiceCall['only']>, string>> = {
  'in-place': 'logs or rollups in place',
  kms: 'logs with a KMS key',
  'kms in-place': 'logs or rollups in place with a KMS key',
};

function renderCalls(calls: readonly ServiceCall[]): string {
  return table(
    ['Actions', 'On', 'Why'],
    calls.map(({ actions, on, why, only }) => [
      actions.map(code).join(', '),
      RESOURCES[on],
      only ? `${why} (${ONLY[only]})` : why,
    ]),
  );
}
