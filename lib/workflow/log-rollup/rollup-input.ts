import { AuditError } from '../../shared/errors';

/** What an execution may be started with; `{}` for all logs. */
export interface RollupInput {
  /** Key behind which to begin, relative to the folder of the prefix: an execution that goes on for another one has it. */
  readonly after?: string;
}

/** `scheduledTime` is when the schedule was due. */
const KEYS = ['after', 'scheduledTime'];

/** @throws AuditError INVALID_RUN_INPUT */
export function parseRollupInput(input: unknown): RollupInput {
  if (isSound(input)) return input.after === undefined ? {} : { after: input.after };
  throw new AuditError(
    'INVALID_RUN_INPUT',
    `a rollup is started with {}, not with ${JSON.stringify(input)?.slice(0, 200)}; what it does is said by the parameters of the stack`,
  );
}

function isSound(input: unknown): input is RollupInput {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return false;
  return Object.entries(input).every(([key, value]) => KEYS.includes(key) && typeof value === 'string');
}
