import { AuditError } from '../../shared/errors';

/** What an execution may be started with; `{}` for all logs. */
export interface RollupInput {
  /** Key behind which to begin, relative to the folder of the prefix: an execution that goes on for another one has it. */
  readonly after?: string;
  /** When the schedule was due that started it, or the one that it goes on for. */
  readonly scheduledTime?: string;
  /** Whether something could not be done by those that it goes on for: `yes`, or absent. */
  readonly troubled?: string;
}

const KEYS = ['after', 'scheduledTime', 'troubled'];

/** @throws AuditError INVALID_RUN_INPUT */
export function parseRollupInput(input: unknown): RollupInput {
  if (isSound(input)) return input;
  throw new AuditError(
    'INVALID_RUN_INPUT',
    `a rollup is started with {}, not with ${JSON.stringify(input)?.slice(0, 200)}; what it does is said by the parameters of the stack`,
  );
}

/** Whether the schedule has started an execution, and not a person. Its input may be anything. */
export function isScheduled(input: unknown): boolean {
  return isSound(input) && input.scheduledTime !== undefined;
}

/** Whether an execution goes on for one that could not do everything. Its input may be anything. */
export function isTroubled(input: unknown): boolean {
  return isSound(input) && input.troubled !== undefined;
}

function isSound(input: unknown): input is RollupInput {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return false;
  return Object.entries(input).every(([key, value]) => KEYS.includes(key) && typeof value === 'string');
}
