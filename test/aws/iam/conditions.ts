import { arnFits, fits } from './patterns';
import type { PolicyStatement } from './policy-document';

/** Facts about a request by condition key in lower case. */
export type ConditionContext = ReadonlyMap<string, readonly string[]>;

/** A condition that the local AWS can't judge: an unknown operator or key. */
export class UnknownConditionError extends Error {
  override readonly name = 'UnknownConditionError';
}

/** Keys that requests here may carry, or of which it is known that they don't. */
const KNOWN_KEYS = new Set(
  [
    'aws:SecureTransport',
    'aws:PrincipalArn',
    'aws:PrincipalAccount',
    'aws:PrincipalIsAWSService',
    'aws:PrincipalServiceName',
    'aws:ResourceAccount',
    'aws:RequestedRegion',
    'aws:SourceAccount',
    'aws:SourceArn',
    'aws:SourceOwner',
    'aws:ViaAWSService',
    'aws:CalledVia',
    'iam:PassedToService',
    'kms:ViaService',
    'kms:CallerAccount',
    'kms:EncryptionContext:aws:s3:arn',
    'kms:EncryptionContext:aws:sns:topicArn',
    's3:prefix',
    's3:delimiter',
    's3:max-keys',
    's3:ResourceAccount',
    's3:RequestJobOperation',
    's3:x-amz-acl',
    's3:x-amz-server-side-encryption',
    's3:x-amz-server-side-encryption-aws-kms-key-id',
    's3:TlsVersion',
  ].map((key) => key.toLowerCase()),
);

type Test = (value: string, wanted: string) => boolean;

const OPERATORS: Readonly<Record<string, Test>> = {
  StringEquals: (value, wanted) => value === wanted,
  StringEqualsIgnoreCase: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  StringLike: (value, wanted) => fits(wanted, value),
  ArnEquals: (value, wanted) => arnFits(wanted, value),
  ArnLike: (value, wanted) => arnFits(wanted, value),
  Bool: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  NumericEquals: (value, wanted) => Number(value) === Number(wanted),
  NumericLessThan: (value, wanted) => Number(value) < Number(wanted),
  NumericLessThanEquals: (value, wanted) => Number(value) <= Number(wanted),
  NumericGreaterThan: (value, wanted) => Number(value) > Number(wanted),
  NumericGreaterThanEquals: (value, wanted) => Number(value) >= Number(wanted),
};

/** Operators that are true when none of the values is meant. */
const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
};

/**
 * Whether all conditions of a statement hold.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @throws UnknownConditionError
 */
export function conditionsHold(
  condition: NonNullable<PolicyStatement['Condition']>,
  context: ConditionContext,
): boolean {
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      if (!KNOWN_KEYS.has(key.toLowerCase())) throw new UnknownConditionError(`unknown condition key ${key}`);
      return holds(operator, context.get(key.toLowerCase()), [wanted].flat().map(String));
    }),
  );
}

function holds(operator: string, values: readonly string[] | undefined, wanted: readonly string[]): boolean {
  for (const text of wanted) {
    if (text.includes('${')) throw new UnknownConditionError(`unknown policy variable in ${text}`);
  }
  if (operator === 'Null') return wanted.includes(String(values === undefined));
  const [, quantifier, name = '', ifExists] =
    /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const negated = NEGATED[name];
  const test = OPERATORS[negated ?? name];
  if (!test) throw new UnknownConditionError(`unknown condition operator ${operator}`);
  if (values === undefined) {
    if (ifExists !== undefined || quantifier === 'ForAllValues') return true;
    return quantifier !== 'ForAnyValue' && negated !== undefined;
  }
  const meets = (value: string) => wanted.some((text) => test(value, text)) !== (negated !== undefined);
  return quantifier === 'ForAnyValue' ? values.some(meets) : values.every(meets);
}
