import { AuditError, oneLine } from '../shared/errors';
import { explainAwsError } from '../workflow/deployed-stack/explain-aws-error';

/** Something about a bucket or trail: what it is, or why that could not be found out. */
export type Fact<Value> = { readonly value: Value } | Unknown;

export interface Unknown {
  /** A sentence without a full stop. */
  readonly unknown: string;
  /** The IAM action that is missing, when that is the reason. */
  readonly permission?: string;
}

export function known<Value>(value: Value): Fact<Value> {
  return { value };
}

export function isKnown<Value>(fact: Fact<Value>): fact is { readonly value: Value } {
  return 'value' in fact;
}

/**
 * Reads a fact with a call that needs a permission. Errors that only say that there is nothing have their meaning in
 * `absent`, by their names. A refusal, or a failure of that one call, makes the fact unknown.
 * @throws AuditError when no other call can succeed either: no credentials, no connection
 */
export async function readFact<Value>(
  permission: string,
  read: () => Promise<Value>,
  absent: Readonly<Record<string, Value>> = {},
): Promise<Fact<Value>> {
  try {
    return known(await read());
  } catch (error) {
    const { name } = error as Error;
    if (Object.hasOwn(absent, name)) return known(absent[name] as Value);
    return toUnknown(error, permission);
  }
}

/** Why a call tells nothing. @throws whatever is not about this one call */
export function toUnknown(error: unknown, permission: string): Unknown {
  const explained = explainAwsError(error, {}, permission);
  if (!(explained instanceof AuditError)) throw explained;
  if (explained.code === 'AWS_DENIED') return { unknown: `the permission ${permission} is missing`, permission };
  if (explained.code === 'AWS_FAILED') return { unknown: oneLine(explained) };
  throw explained;
}
