import type { KnownKey } from './delivery-request';
import { asStrings, isObject } from './elements';
import { every, some, type Truth } from './truth';
import { fitsArn, fitsWildcard } from './wildcard';

type Test = (value: string, wanted: string) => Truth;

const equal: Test = (value, wanted) => value === wanted;
const equalIgnoringCase: Test = (value, wanted) => value.toLowerCase() === wanted.toLowerCase();
const like: Test = (value, wanted) => fitsWildcard(wanted, value);
/** What is shorter than an ARN is not defined. */
const arnLike: Test = (value, wanted) => (wanted.split(':').length < 6 ? 'unknown' : fitsArn(wanted, value));

/** Operators by their name in lower case. Those without a test can only be told for keys that a request does not have. */
const OPERATORS: Readonly<Record<string, { readonly test?: Test; readonly negated?: true }>> = {
  stringequals: { test: equal },
  stringnotequals: { test: equal, negated: true },
  stringequalsignorecase: { test: equalIgnoringCase },
  stringnotequalsignorecase: { test: equalIgnoringCase, negated: true },
  stringlike: { test: like },
  stringnotlike: { test: like, negated: true },
  arnequals: { test: arnLike },
  arnlike: { test: arnLike },
  arnnotequals: { test: arnLike, negated: true },
  arnnotlike: { test: arnLike, negated: true },
  bool: { test: equalIgnoringCase },
  ipaddress: {},
  notipaddress: { negated: true },
  numericequals: {},
  numericnotequals: { negated: true },
  numericlessthan: {},
  numericlessthanequals: {},
  numericgreaterthan: {},
  numericgreaterthanequals: {},
  dateequals: {},
  datenotequals: { negated: true },
  datelessthan: {},
  datelessthanequals: {},
  dategreaterthan: {},
  dategreaterthanequals: {},
  binaryequals: {},
};

/**
 * Whether the `Condition` of a statement holds, as far as can be told; what it can't be told for is added to `doubts`.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function conditionHolds(condition: unknown, known: (key: string) => KnownKey, doubts: Set<string>): Truth {
  if (condition === undefined) return true;
  if (!isObject(condition)) return doubt(doubts, 'a Condition of unknown form');
  return every(Object.entries(condition), ([operator, keys]) => {
    if (!isObject(keys)) return doubt(doubts, `a Condition of unknown form (${operator})`);
    return every(Object.entries(keys), ([key, wanted]) => {
      const texts = asStrings(wanted);
      const truth = texts ? holds(operator.toLowerCase(), known(key.toLowerCase()), texts) : 'unknown';
      return truth === 'unknown' ? doubt(doubts, `${operator} ${key}`) : truth;
    });
  });
}

function doubt(doubts: Set<string>, what: string): Truth {
  doubts.add(what);
  return 'unknown';
}

function holds(operator: string, values: KnownKey, wanted: readonly string[]): Truth {
  if (operator === 'null') {
    if (values === undefined) return 'unknown';
    return some(wanted, (text) => text.toLowerCase() === String(values === 'absent'));
  }
  const [, quantifier, name = '', ifExists] = /^(?:(foranyvalue|forallvalues):)?(.*?)(ifexists)?$/.exec(operator) ?? [];
  const definition = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (!definition || values === undefined) return 'unknown';
  const { test, negated = false } = definition;
  if (values === 'absent') {
    if (ifExists !== undefined) return true;
    return quantifier === 'foranyvalue' ? false : negated || quantifier === 'forallvalues';
  }
  if (!test) return 'unknown';
  const meets = (value: string) => {
    const met = some(wanted, (text) => (text.includes('${') ? 'unknown' : test(value, text)));
    return met === 'unknown' ? met : met !== negated;
  };
  return quantifier === 'foranyvalue' ? some(values, meets) : every(values, meets);
}
