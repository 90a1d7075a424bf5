import { conditionHolds } from './conditions';
import { type Delivery, knownKey, LOGGING_SERVICE } from './delivery-request';
import { asStrings, isObject, type JsonObject } from './elements';
import { every, not, some, type Truth } from './truth';
import { fitsWildcard } from './wildcard';

const ACTION = 's3:putobject';

const ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

/** What of a statement is about a delivery. */
export interface JudgedStatement {
  readonly effect: 'Allow' | 'Deny' | undefined;
  /** Whether it speaks of the delivery of one log object. */
  readonly applies: Truth;
  /** What it can't be told for. */
  readonly doubts: readonly string[];
}

/** Whether a statement speaks of the delivery of a log object. */
export function judgeStatement(statement: unknown, delivery: Delivery, objectArn: string): JudgedStatement {
  const doubts = new Set<string>();
  if (!isObject(statement)) return { effect: undefined, applies: 'unknown', doubts: ['a statement of unknown form'] };
  const { Effect: effect } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') doubts.add('the element Effect');
  for (const name of Object.keys(statement)) if (!ELEMENTS.includes(name)) doubts.add(`the element ${name}`);
  const applies = every(
    [
      () => (doubts.size > 0 ? 'unknown' : true),
      () => told(actionFits(statement), 'Action', doubts),
      () => told(resourceFits(statement, objectArn), 'Resource', doubts),
      () => told(principalFits(statement), 'Principal', doubts),
      () => conditionHolds(statement.Condition, (key) => knownKey(delivery, key), doubts),
    ],
    (judge) => judge(),
  );
  return {
    effect: effect === 'Allow' || effect === 'Deny' ? effect : undefined,
    applies,
    doubts: applies === 'unknown' ? [...doubts] : [],
  };
}

function told(truth: Truth, element: string, doubts: Set<string>): Truth {
  if (truth === 'unknown') doubts.add(`the element ${element}`);
  return truth;
}

function actionFits({ Action, NotAction }: JsonObject): Truth {
  const fits = (patterns: unknown) => listFits(patterns, (pattern) => fitsWildcard(pattern.toLowerCase(), ACTION));
  return either(Action, NotAction, fits);
}

function resourceFits({ Resource, NotResource }: JsonObject, arn: string): Truth {
  const fits = (patterns: unknown) =>
    listFits(patterns, (pattern) => (pattern.includes('${') ? 'unknown' : fitsWildcard(pattern, arn)));
  return either(Resource, NotResource, fits);
}

function principalFits({ Principal, NotPrincipal }: JsonObject): Truth {
  return either(Principal, NotPrincipal, namesLoggingService);
}

/** By the element that lists what is meant, or by the one that lists what is not. */
function either(listed: unknown, exempt: unknown, fits: (patterns: unknown) => Truth): Truth {
  if ((listed === undefined) === (exempt === undefined)) return 'unknown';
  return listed === undefined ? not(fits(exempt)) : fits(listed);
}

function listFits(patterns: unknown, fits: (pattern: string) => Truth): Truth {
  const texts = asStrings(patterns);
  return texts ? some(texts, fits) : 'unknown';
}

/**
 * Whether a principal element means the service that delivers logs. `*` means everybody; accounts, users and roles are
 * never a service. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
function namesLoggingService(principal: unknown): Truth {
  if (principal === '*') return true;
  if (!isObject(principal)) return 'unknown';
  return some(Object.entries(principal), ([kind, names]) => {
    const texts = asStrings(names);
    if (!texts) return 'unknown';
    switch (kind) {
      case 'Service':
        return texts.some((name) => name === '*' || name.toLowerCase() === LOGGING_SERVICE);
      case 'AWS':
        return texts.includes('*');
      case 'Federated':
      case 'CanonicalUser':
        return false;
      default:
        return 'unknown';
    }
  });
}
