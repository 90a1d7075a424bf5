import { z } from 'zod';

/** JSONPath states of the Amazon States Language, just the fields that the local interpreter carries out. */
const path = z.string().startsWith('$');
const template = z.record(z.string(), z.unknown());
const next = z.string();
const common = { Comment: z.string().optional() };

const retrier = z.strictObject({
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: z.number().int().min(1).default(1),
  MaxAttempts: z.number().int().min(0).default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: z.number().int().min(1).max(31_622_400).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
});

const catcher = z.strictObject({
  ErrorEquals: z.array(z.string()).min(1),
  ResultPath: path.nullable().default('$'),
  Next: next,
});

const task = z.strictObject({
  ...common,
  Type: z.literal('Task'),
  Resource: z.string().regex(/^arn:aws[a-z-]*:states:::lambda:invoke$/, 'only lambda:invoke is known here'),
  InputPath: path.optional(),
  Parameters: template.optional(),
  ResultSelector: template.optional(),
  ResultPath: path.nullable().optional(),
  OutputPath: path.optional(),
  TimeoutSeconds: z.number().int().positive().optional(),
  Retry: z.array(retrier).default([]),
  Catch: z.array(catcher).default([]),
  Next: next.optional(),
  End: z.literal(true).optional(),
});

const pass = z.strictObject({
  ...common,
  Type: z.literal('Pass'),
  InputPath: path.optional(),
  Parameters: template.optional(),
  Result: z.unknown().optional(),
  ResultPath: path.nullable().optional(),
  OutputPath: path.optional(),
  Next: next.optional(),
  End: z.literal(true).optional(),
});

const rule = z.strictObject({ Variable: path, StringEquals: z.string(), Next: next });

const choice = z.strictObject({
  ...common,
  Type: z.literal('Choice'),
  Choices: z.array(rule).min(1),
  Default: next.optional(),
});

const wait = z
  .strictObject({
    ...common,
    Type: z.literal('Wait'),
    Seconds: z.number().int().nonnegative().optional(),
    SecondsPath: path.optional(),
    Next: next.optional(),
    End: z.literal(true).optional(),
  })
  .refine((state) => (state.Seconds === undefined) !== (state.SecondsPath === undefined), 'Seconds or SecondsPath');

const succeed = z.strictObject({ ...common, Type: z.literal('Succeed') });

const fail = z.strictObject({
  ...common,
  Type: z.literal('Fail'),
  Error: z.string().optional(),
  Cause: z.string().optional(),
  ErrorPath: z.string().optional(),
  CausePath: z.string().optional(),
});

const map = z.strictObject({
  ...common,
  Type: z.literal('Map'),
  InputPath: path.optional(),
  ItemsPath: path.default('$'),
  ItemSelector: template.optional(),
  // more than 40 iterations of one execution never run at the same time
  MaxConcurrency: z.number().int().min(1).max(40).default(40),
  ItemProcessor: z
    .strictObject({
      ProcessorConfig: z.strictObject({ Mode: z.literal('INLINE') }),
      StartAt: z.string(),
      States: z.record(z.string(), z.unknown()),
    })
    .transform(({ StartAt, States }): StateGraph => graphOf(StartAt, z.record(z.string(), state).parse(States))),
  ResultSelector: template.optional(),
  ResultPath: path.nullable().optional(),
  OutputPath: path.optional(),
  Retry: z.array(retrier).default([]),
  Catch: z.array(catcher).default([]),
  Next: next.optional(),
  End: z.literal(true).optional(),
});

const state = z.discriminatedUnion('Type', [task, pass, choice, wait, succeed, fail, map]);

/** States that lead to each other, of the whole machine or of an iteration. */
export interface StateGraph {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const definition = z.strictObject({
  ...common,
  StartAt: z.string(),
  TimeoutSeconds: z.number().int().positive().optional(),
  QueryLanguage: z.literal('JSONPath').optional(),
  Version: z.literal('1.0').optional(),
  States: z.record(z.string().min(1).max(80), state),
});

export type Definition = z.infer<typeof definition>;
export type State = z.infer<typeof state>;
export type TaskState = z.infer<typeof task>;
export type PassState = z.infer<typeof pass>;
export type MapState = z.infer<typeof map>;
export type Retrier = z.infer<typeof retrier>;

/**
 * A definition that the interpreter carries out wholly.
 * Source: https://states-language.net/spec.html
 * @throws ZodError for anything else, Error for a transition to nowhere or a state that nothing leads to
 */
export function parseDefinition(text: string): Definition {
  const parsed = definition.parse(JSON.parse(text));
  graphOf(parsed.StartAt, parsed.States);
  const names = namesIn(parsed.States);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`DUPLICATE_STATE_NAME: there are several states ${twice}`);
  return parsed;
}

function namesIn(states: StateGraph['States']): readonly string[] {
  return Object.entries(states).flatMap(([name, value]) => [
    name,
    ...(value.Type === 'Map' ? namesIn(value.ItemProcessor.States) : []),
  ]);
}

/** @throws Error for a transition to nowhere, also into or out of an iteration, or a state that nothing leads to */
function graphOf(StartAt: string, States: StateGraph['States']): StateGraph {
  const targets = new Set([StartAt, ...Object.values(States).flatMap(targetsOf)]);
  const missing = [...targets].find((name) => !(name in States));
  if (missing !== undefined) throw new Error(`MISSING_TRANSITION_TARGET: there is no state ${missing}`);
  const lost = Object.keys(States).find((name) => !targets.has(name));
  if (lost !== undefined) throw new Error(`UNREACHABLE_STATE: nothing leads to the state ${lost}`);
  for (const [name, value] of Object.entries(States)) {
    if ('Next' in value || 'End' in value) {
      if ((value.Next === undefined) === (value.End === undefined)) throw new Error(`${name} needs Next or End`);
    }
  }
  return { StartAt, States };
}

function targetsOf(value: State): readonly string[] {
  const direct = 'Next' in value && value.Next !== undefined ? [value.Next] : [];
  const caught = value.Type === 'Task' || value.Type === 'Map' ? value.Catch.map(({ Next }) => Next) : [];
  const chosen =
    value.Type === 'Choice'
      ? [...value.Choices.map(({ Next }) => Next), ...(value.Default ? [value.Default] : [])]
      : [];
  return [...direct, ...caught, ...chosen];
}
