import { z } from 'zod';
import { AuditError } from '../../shared/errors';

const schema = z.strictObject({
  /** Key behind which to begin, relative to the folder of the prefix: an execution that goes on for another one has it. */
  after: z.string().max(1024).optional(),
  /** When the schedule was due. */
  scheduledTime: z.string().optional(),
});

/** What an execution may be started with; `{}` for all logs. */
export type RollupInput = Pick<z.infer<typeof schema>, 'after'>;

/** @throws AuditError INVALID_RUN_INPUT */
export function parseRollupInput(input: unknown): RollupInput {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AuditError(
    'INVALID_RUN_INPUT',
    `a rollup is started with {}, not with ${JSON.stringify(input)?.slice(0, 200)}; what it does is said by the parameters of the stack`,
  );
}
