import { z } from 'zod';
import type { Permission } from '../iam/iam';
import { AwsError } from './aws-error';
import { type Call, requirePermission } from './call';
import type { Violations } from './violations';

/** An operation of a service whose input is a document: JSON, or the fields of a form. */
export interface Operation<Input = unknown> {
  /** Everything that the operation takes; a member that is not in it is a violation. */
  readonly input: z.ZodType<Input>;
  /** What the caller must be allowed to do. */
  permissions(input: Input, call: Call): readonly Permission[];
  run(input: Input, call: Call): object | Promise<object>;
}

export type Operations = Readonly<Record<string, Operation>>;

/** Lets TypeScript infer an operation's input from its schema. */
export function operation<Schema extends z.ZodType>(definition: {
  readonly input: Schema;
  permissions(input: z.infer<Schema>, call: Call): readonly Permission[];
  run(input: z.infer<Schema>, call: Call): object | Promise<object>;
}): Operation {
  return definition as unknown as Operation;
}

/** Checks the input, then the permissions, then does it. */
export async function perform(operation: Operation, call: Call, raw: unknown, invalid: string): Promise<object> {
  const input = requireInput(operation, call.action, raw, invalid, call.violations);
  for (const permission of operation.permissions(input, call)) requirePermission(call, permission);
  return operation.run(input, call);
}

function requireInput(
  operation: Operation,
  action: string,
  raw: unknown,
  invalid: string,
  violations: Violations,
): unknown {
  const parsed = operation.input.safeParse(raw);
  if (parsed.success) return parsed.data;
  const unknown = parsed.error.issues.filter(({ code }) => code === 'unrecognized_keys');
  const problem = `${action}: ${z.prettifyError(parsed.error)}`;
  if (unknown.length > 0) violations.add(problem);
  throw new AwsError(invalid, problem);
}
