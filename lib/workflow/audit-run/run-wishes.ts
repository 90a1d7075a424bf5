import { FILTERS } from '../../analyses/filters';
import { didYouMean } from '../../shared/did-you-mean';
import { UsageError } from '../../shared/errors';
import { type CopyMode, LOG_TYPE_PARAMETER, type LogLayout, list, type Settings } from './settings';

/** What a run may ask for, as it stands in the input of the execution; nothing of it is checked for sense. */
export interface RunWishes {
  readonly analyses?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly lookback?: string;
  /** When the schedule had the run start; ISO 8601. */
  readonly scheduledTime?: string;
  readonly sourceBuckets?: readonly string[];
  /** Values by name as on the command line, in camel case; also `includeFailed`, `by` and `ownHost`. */
  readonly filters?: Readonly<Record<string, readonly string[] | boolean>>;
  readonly logPrefix?: string;
  readonly logLayout?: LogLayout;
  readonly copyMode?: CopyMode;
  readonly maxDays?: number;
  readonly deliveryPadding?: string;
  readonly excludeObjects?: readonly string[];
}

/** Keys that a run may set; the others are fixed by the stack. */
export const RUN_KEYS = [
  'analyses',
  'from',
  'to',
  'lookback',
  'scheduledTime',
  'sourceBuckets',
  'filters',
  'logPrefix',
  'logLayout',
  'copyMode',
  'maxDays',
  'deliveryPadding',
  'excludeObjects',
] as const satisfies readonly (keyof RunWishes)[];

/** Parameters of the stack that a run may repeat, but not change. */
const FIXED_KEYS = [
  'logBucket',
  'logType',
  'contactEmail',
  'rowsInMail',
  'logKmsKeyArn',
  'scheduleExpression',
  'scheduleLag',
  'bytesScannedLimit',
  'queryConcurrency',
] as const satisfies readonly (keyof Settings)[];

const FLAGS = ['includeFailed'];
const FILTER_KEYS = [...FILTERS.map(({ name }) => camelCase(name)), 'by', 'ownHost', ...FLAGS];

/**
 * The input of an execution, a JSON object, with every key known and every value of its kind.
 * @throws UsageError that names the first key that a run can't have
 */
export function readWishes(input: unknown, settings: Settings): RunWishes {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw refusal(`the input of a run is a JSON object such as {"analyses": ["deletions"]}, got ${shown(input)}`);
  }
  const wishes: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(input)) {
    if (value === null || value === undefined) continue;
    if (isFixed(key)) requireSame(key, value, settings);
    else wishes[key] = readWish(key, value);
  }
  return wishes as RunWishes;
}

/** Filter name as on the command line: `keyPrefix` → `key-prefix`. */
export function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function readWish(key: string, value: unknown): unknown {
  switch (key as (typeof RUN_KEYS)[number]) {
    case 'analyses':
    case 'sourceBuckets':
      return readList(key, value);
    case 'excludeObjects':
      return readTexts(key, value);
    case 'filters':
      return readFilters(value);
    case 'maxDays':
      return readCount(key, value);
    case 'logLayout':
      return readChoice(key, value, ['Auto', 'Flat', 'Partitioned']);
    case 'copyMode':
      return readChoice(key, value, ['Auto', 'Copy', 'InPlace']);
    case 'from':
    case 'to':
    case 'lookback':
    case 'scheduledTime':
    case 'logPrefix':
    case 'deliveryPadding':
      return readText(key, value);
    default: {
      const known = [...RUN_KEYS, ...FIXED_KEYS];
      throw refusal(`a run has no '${key}'${didYouMean(key, known) || ';'} it can have ${RUN_KEYS.join(', ')}`);
    }
  }
}

function isFixed(key: string): key is (typeof FIXED_KEYS)[number] {
  return (FIXED_KEYS as readonly string[]).includes(key);
}

function requireSame(key: (typeof FIXED_KEYS)[number], value: unknown, settings: Settings): void {
  const fixed = key === 'logType' ? LOG_TYPE_PARAMETER[settings.logType] : String(settings[key] ?? '');
  if (String(value) === fixed) return;
  throw refusal(
    `${key} is fixed by the stack as ${shown(fixed)}, a run can't change it to ${shown(value)}; deploy the stack with another value`,
  );
}

function readFilters(value: unknown): Readonly<Record<string, readonly string[] | boolean>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refusal(`filters is an object such as {"requester": "arn:…"}, got ${shown(value)}`);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, filter]) => {
      if (!FILTER_KEYS.includes(name)) {
        throw new UsageError(
          'UNKNOWN_OPTION',
          `filters has no '${name}'${didYouMean(name, FILTER_KEYS) || ';'} allowed are ${FILTER_KEYS.join(', ')}`,
        );
      }
      return [name, FLAGS.includes(name) ? readFlag(`filters.${name}`, filter) : readTexts(`filters.${name}`, filter)];
    }),
  );
}

function readText(key: string, value: unknown): string {
  if (typeof value !== 'string') throw refusal(`${key} is a text, got ${shown(value)}`);
  return value;
}

/** One text or several, each taken as it is. */
function readTexts(key: string, value: unknown): readonly string[] {
  const values = Array.isArray(value) ? value : [value];
  if (values.length === 0) throw refusal(`${key} is empty; leave it out`);
  return values.map((one) => {
    const text = readText(key, typeof one === 'number' ? String(one) : one);
    if (text === '') throw refusal(`${key} is empty; leave it out`);
    return text;
  });
}

/** A list, or a text with commas as the parameters of the stack have it. */
function readList(key: string, value: unknown): readonly string[] {
  const values = readTexts(key, value).flatMap(list);
  if (values.length === 0) throw refusal(`${key} is empty; leave it out`);
  return values;
}

function readFlag(key: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw refusal(`${key} is true or false, got ${shown(value)}`);
  return value;
}

function readCount(key: string, value: unknown): number {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (!Number.isSafeInteger(number) || (number as number) < 1) {
    throw refusal(`${key} is a whole number from 1 on, got ${shown(value)}`);
  }
  return number as number;
}

function readChoice(key: string, value: unknown, choices: readonly string[]): string {
  if (choices.includes(value as string)) return value as string;
  throw refusal(`${key} can't be ${shown(value)}; allowed are ${choices.join(', ')}`);
}

function refusal(message: string): UsageError {
  return new UsageError('INVALID_RUN_INPUT', message);
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value));
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
