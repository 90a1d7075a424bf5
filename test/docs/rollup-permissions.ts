import {
  CONTINUING_CALLS,
  DELETING_CALLS,
  LISTING_ACTION,
  ROLLUP_CALLS,
  ROLLUP_KEY_ACTIONS,
  type RollupCall,
  type RollupResource,
} from '../../lib/workflow/log-rollup/rollup-calls';
import { code, table } from './markdown';

const RESOURCES: Readonly<Record<RollupResource, string>> = {
  'log-bucket': 'log bucket',
  'log-objects': 'log objects below the prefix',
  'destination-bucket': 'bucket of the rollups',
  rollups: 'objects below the destination',
  manifests: 'destination, `*.rollup.*.manifest.json`',
  'rollup-settings': 'destination, `_rollup.json`',
  'run-state': 'work bucket, `state/*`',
  'work-bucket': 'work bucket',
  topic: 'topic of the stack',
  'state-machine': 'state machine of the rollup',
  executions: 'executions of the state machine of the rollup',
};

const LISTED_BELOW: Readonly<Partial<Record<RollupResource, string>>> = {
  'log-bucket': '; listing only below the prefix',
  'destination-bucket': '; listing only below the destination',
  'work-bucket': '; listing only below `state/`',
};

/** Part of docs/security.md: what the functions of a rollup may call, and why. */
export function renderRollupRoles(): string {
  const key = ROLLUP_KEY_ACTIONS.map(code).join(', ');
  return [
    section('Plan role of the rollup', [...ROLLUP_CALLS['plan-rollup'], ...CONTINUING_CALLS]),
    section('Roll-up role', ROLLUP_CALLS['roll-up-period']),
    `Unless \`RollupKeepLogs=Yes\`, by a policy of its own:\n\n${renderCalls(DELETING_CALLS)}\n`,
    `With \`LogKmsKeyArn\`, for both roles above by a policy of its own, through S3 in the Region of the stack only: ${key} on that key.\n`,
    section('Role of notify-rollup', ROLLUP_CALLS['notify-rollup']),
    section('Role of rollup-deployment', ROLLUP_CALLS['rollup-deployment']),
  ].join('\n');
}

function section(title: string, calls: readonly RollupCall[]): string {
  return `### ${title}\n\n${renderCalls(calls)}\n`;
}

function renderCalls(calls: readonly RollupCall[]): string {
  return table(
    ['Actions', 'On', 'Why'],
    calls.map(({ actions, on, why }) => {
      const limit = actions.includes(LISTING_ACTION) ? (LISTED_BELOW[on] ?? '') : '';
      return [actions.map(code).join(', '), `${RESOURCES[on]}${limit}`, why];
    }),
  );
}
