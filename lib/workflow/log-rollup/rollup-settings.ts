import { ROLLUP_LEVELS, type RollupLevel } from '../../log-types/access-logs/rollup-name';
import { parseDuration } from '../../shared/utc-dates';
import { DEFAULT_OLDER_THAN, ROLLUP_ENVIRONMENT } from './rollup-names';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the stack says about its rollup: its parameters, and the names of its resources. */
export interface RollupSettings {
  readonly logBucket: string;
  readonly logPrefix: string;
  readonly destinationBucket: string;
  readonly destinationPrefix: string;
  readonly level: RollupLevel;
  readonly format: 'log' | 'log.gz';
  readonly keepSources: boolean;
  /** How long ago a period must have ended. */
  readonly olderThanMs: number;
  readonly contactEmail: string;
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly workBucket: string;
  readonly topicArn: string;
  readonly stateMachineArn: string;
}

/** Settings from the environment of a function; what the function does not need may be absent and is empty. */
export function readRollupSettings(environment: Environment): RollupSettings {
  const text = (name: keyof typeof ROLLUP_ENVIRONMENT) => environment[ROLLUP_ENVIRONMENT[name]]?.trim() ?? '';
  // blanks belong to a prefix
  const prefix = (name: 'logPrefix' | 'destinationPrefix') => environment[ROLLUP_ENVIRONMENT[name]] ?? '';
  return {
    logBucket: text('logBucket'),
    logPrefix: prefix('logPrefix'),
    destinationBucket: text('destinationBucket'),
    destinationPrefix: prefix('destinationPrefix'),
    level: choice('level', text('level') || 'day', ROLLUP_LEVELS),
    format: choice('format', text('format') || 'log.gz', ['log', 'log.gz']),
    keepSources: choice('keepSources', text('keepSources') || 'false', ['true', 'false']) === 'true',
    olderThanMs: parseDuration(text('olderThan') || DEFAULT_OLDER_THAN, 'RollupOlderThan'),
    contactEmail: text('contactEmail'),
    stackName: text('stackName'),
    account: text('account'),
    region: environment.AWS_REGION ?? '',
    partition: text('partition') || 'aws',
    workBucket: text('workBucket'),
    topicArn: text('topicArn'),
    stateMachineArn: text('stateMachineArn'),
  };
}

function choice<Value extends string>(
  name: keyof typeof ROLLUP_ENVIRONMENT,
  text: string,
  values: readonly Value[],
): Value {
  const found = values.find((value) => value === text);
  if (found === undefined) throw new Error(`${ROLLUP_ENVIRONMENT[name]} can't be '${text}'`);
  return found;
}
