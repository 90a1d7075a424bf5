/** Names that the constructs of lib/infra and the functions of a rollup must agree on. */

/** The functions of a rollup; `lambda/<step>/handler.ts` each. */
export const ROLLUP_STEPS = ['plan-rollup', 'roll-up-period', 'notify-rollup', 'rollup-deployment'] as const;
export type RollupStep = (typeof ROLLUP_STEPS)[number];

/** Environment variables of the functions, by what they hold. Values are text; an empty one is absent. */
export const ROLLUP_ENVIRONMENT = {
  logBucket: 'LOG_BUCKET',
  logPrefix: 'LOG_PREFIX',
  destinationBucket: 'DESTINATION_BUCKET',
  destinationPrefix: 'DESTINATION_PREFIX',
  level: 'ROLLUP_LEVEL',
  format: 'ROLLUP_FORMAT',
  /** `true` or `false`. */
  keepSources: 'ROLLUP_KEEP_SOURCES',
  olderThan: 'ROLLUP_OLDER_THAN',
  contactEmail: 'CONTACT_EMAIL',
  stackName: 'STACK_NAME',
  account: 'ACCOUNT',
  partition: 'PARTITION',
  workBucket: 'WORK_BUCKET',
  topicArn: 'TOPIC_ARN',
  /** Only of the function that stops rollups. */
  stateMachineArn: 'STATE_MACHINE_ARN',
} as const;

/** What the output of a stack tells of its rollup, as lines `NAME=value`. */
export const ROLLUP_DEFAULTS = {
  /** `rate(…)`, `cron(…)` or `at(…)`. */
  schedule: 'ROLLUP_SCHEDULE',
  /** Of the schedule, such as `UTC`. */
  timeZone: 'ROLLUP_TIME_ZONE',
  level: ROLLUP_ENVIRONMENT.level,
  format: ROLLUP_ENVIRONMENT.format,
  keepSources: ROLLUP_ENVIRONMENT.keepSources,
  olderThan: ROLLUP_ENVIRONMENT.olderThan,
} as const;

/** How long a rollup waits after the end of a period by default: most logs have been delivered then. */
export const DEFAULT_OLDER_THAN = '1h';
