import { randomUUID } from 'node:crypto';
import type { VirtualClock } from '../clock/virtual-clock';
import type { Definition, MapState, PassState, State, StateGraph, TaskState } from './definition';
import type { Execution } from './execution';
import { findPath, type Json, type PathSources, putResult, requirePath } from './json-path';
import { fillTemplate, resolveExpression } from './payload-template';
import { Retries } from './retry';
import { matches, requireSize, StatesError } from './states-error';

/** Invokes a function with the role of the state machine. @throws StatesError */
export type InvokeFunction = (functionArn: string, payload: string) => Promise<string>;

export interface InterpreterParts {
  readonly clock: VirtualClock;
  readonly invoke: InvokeFunction;
  readonly roleArn: string;
  readonly stateMachineName: string;
}

/** The execution ended in a Fail state. */
export class FailedState extends Error {
  override readonly name = 'FailedState';

  constructor(
    readonly errorName: string | undefined,
    readonly causeText: string | undefined,
  ) {
    super(`${errorName}: ${causeText}`);
  }
}

/** Where a state is carried out. */
interface Scope {
  /** Ends what is under way. */
  readonly signal: AbortSignal;
  /** Of the iteration. */
  readonly item?: { readonly index: number; readonly value: Json };
}

/** A Fail state in an iteration is an error of its Map. */
function asStatesError(error: unknown): unknown {
  return error instanceof FailedState ? new StatesError(error.errorName ?? '', error.causeText ?? '') : error;
}

/** Carries out one execution, state after state. */
export class Interpreter {
  constructor(
    private readonly definition: Definition,
    private readonly execution: Execution,
    private readonly parts: InterpreterParts,
  ) {}

  /** The output. @throws StatesError, FailedState, or the reason of the execution's signal */
  async run(): Promise<string> {
    const input = JSON.parse(this.execution.input) as Json;
    const output = await this.follow(this.definition, input, { signal: this.execution.abort.signal });
    return JSON.stringify(output);
  }

  /** Goes through states until one ends, and gives its output. */
  private async follow({ StartAt, States }: StateGraph, first: Json, scope: Scope): Promise<Json> {
    let name: string | undefined = StartAt;
    let input = first;
    while (name !== undefined) {
      scope.signal.throwIfAborted();
      const state = States[name] as State;
      this.note(`${state.Type}StateEntered`, { name, input: this.measured(input, 'input') });
      const [next, output]: [string | undefined, Json] = await this.step(name, state, input, scope);
      const text = this.measured(output, 'output');
      this.note(`${state.Type}StateExited`, { name, output: text });
      name = next;
      input = JSON.parse(text) as Json;
    }
    return input;
  }

  private async step(name: string, state: State, input: Json, scope: Scope): Promise<[string | undefined, Json]> {
    const sources = this.sources(name, input, scope);
    switch (state.Type) {
      case 'Pass':
        return [state.Next, this.pass(state, sources)];
      case 'Task':
        return this.attempt(name, state, input, scope, (filled) => this.invoke(state, filled));
      case 'Map':
        return this.attempt(name, state, input, scope, (filled) => this.iterate(name, state, filled, scope));
      case 'Choice':
        return [this.choose(state, sources), input];
      case 'Wait': {
        const seconds = state.Seconds ?? requirePath(state.SecondsPath as string, sources, 'Wait');
        if (!Number.isInteger(seconds) || (seconds as number) < 0) {
          throw new StatesError(
            'States.Runtime',
            `The SecondsPath parameter does not reference a whole number: ${seconds}`,
          );
        }
        await this.parts.clock.sleep((seconds as number) * 1000, scope.signal);
        return [state.Next, input];
      }
      case 'Succeed':
        return [undefined, input];
      case 'Fail':
        throw new FailedState(
          state.ErrorPath === undefined ? state.Error : String(resolveExpression(state.ErrorPath, sources)),
          state.CausePath === undefined ? state.Cause : String(resolveExpression(state.CausePath, sources)),
        );
    }
  }

  private pass(state: PassState, sources: PathSources): Json {
    const input = state.InputPath === undefined ? sources.input : requirePath(state.InputPath, sources, 'InputPath');
    const filled = state.Parameters === undefined ? input : fillTemplate(state.Parameters, { ...sources, input });
    const result = 'Result' in state ? state.Result : filled;
    return this.outputOf(state, putResult(state.ResultPath, sources.input, result), sources);
  }

  private outputOf(state: { OutputPath?: string | undefined }, output: Json, { context }: PathSources): Json {
    return state.OutputPath === undefined
      ? output
      : requirePath(state.OutputPath, { input: output, context }, 'OutputPath');
  }

  private choose(state: Extract<State, { Type: 'Choice' }>, sources: PathSources): string {
    for (const { Variable, StringEquals, Next } of state.Choices) {
      if (findPath(Variable, sources) === undefined) {
        throw new StatesError(
          'States.Runtime',
          `Invalid path '${Variable}': The choice state's condition path references an invalid value.`,
        );
      }
      if (findPath(Variable, sources) === StringEquals) return Next;
    }
    if (state.Default === undefined)
      throw new StatesError('States.NoChoiceMatched', 'No choice matched and there is no default');
    return state.Default;
  }

  /** Does the work of a state, again as its Retry says, and goes where its Catch says when that is in vain. */
  private async attempt(
    name: string,
    state: TaskState | MapState,
    input: Json,
    scope: Scope,
    work: (sources: PathSources) => Promise<Json>,
  ): Promise<[string | undefined, Json]> {
    const retries = new Retries(state.Retry);
    for (;;) {
      try {
        const sources = this.sources(name, input, scope);
        const result = await work(sources);
        const selected =
          state.ResultSelector === undefined
            ? result
            : fillTemplate(state.ResultSelector, { ...sources, input: result });
        const output = this.outputOf(state, putResult(state.ResultPath, input, selected), sources);
        this.measured(output, 'output');
        return [state.Next, output];
      } catch (error) {
        if (!(error instanceof StatesError)) throw error;
        const delayMs = retries.delayAfter(error);
        if (delayMs !== undefined) {
          await this.parts.clock.sleep(delayMs, scope.signal);
          continue;
        }
        const caught = state.Catch.find(({ ErrorEquals }) => matches(ErrorEquals, error));
        if (!caught) throw error;
        const description = { Error: error.errorName, Cause: error.causeText };
        return [caught.Next, putResult(caught.ResultPath, input, description)];
      }
    }
  }

  /** The outputs of all iterations, in the order of the items. The first failure ends the others. */
  private async iterate(name: string, state: MapState, sources: PathSources, scope: Scope): Promise<readonly Json[]> {
    const input = state.InputPath === undefined ? sources.input : requirePath(state.InputPath, sources, 'InputPath');
    const items = requirePath(state.ItemsPath, { ...sources, input }, 'ItemsPath');
    if (!Array.isArray(items)) throw new StatesError('States.Runtime', `${state.ItemsPath} is no array`);
    this.note('MapStateStarted', { length: items.length });
    const outputs: Json[] = [];
    const failed = new AbortController();
    const signal = AbortSignal.any([scope.signal, failed.signal]);
    let next = 0;
    const work = async () => {
      while (next < items.length && !failed.signal.aborted) {
        const index = next++;
        outputs[index] = await this.iteration(name, state, input, { signal, item: { index, value: items[index] } });
      }
    };
    const workers = Array.from({ length: Math.min(state.MaxConcurrency, items.length) }, () =>
      work().catch((error: unknown) => {
        failed.abort(error);
      }),
    );
    await Promise.all(workers);
    if (failed.signal.aborted) {
      this.note('MapStateFailed', {});
      throw asStatesError(failed.signal.reason);
    }
    this.note('MapStateSucceeded', {});
    return outputs;
  }

  private async iteration(name: string, state: MapState, input: Json, scope: Required<Scope>): Promise<Json> {
    const { index, value } = scope.item;
    this.note('MapIterationStarted', { name, index });
    try {
      const selected =
        state.ItemSelector === undefined ? value : fillTemplate(state.ItemSelector, this.sources(name, input, scope));
      const output = await this.follow(state.ItemProcessor, selected, scope);
      this.note('MapIterationSucceeded', { name, index });
      return output;
    } catch (error) {
      this.note(scope.signal.aborted ? 'MapIterationAborted' : 'MapIterationFailed', { name, index });
      throw error;
    }
  }

  private async invoke(state: TaskState, sources: PathSources): Promise<Json> {
    const input = state.InputPath === undefined ? sources.input : requirePath(state.InputPath, sources, 'InputPath');
    const filled = fillTemplate(state.Parameters ?? {}, { ...sources, input }) as Record<string, unknown>;
    const parameters = JSON.stringify(filled);
    requireSize(parameters, 'data');
    const { FunctionName, Payload, ...unknown } = filled;
    if (typeof FunctionName !== 'string' || Object.keys(unknown).length > 0) {
      throw new Error(`lambda:invoke takes FunctionName and Payload here, not ${Object.keys(filled).join(', ')}`);
    }
    const timing = state.TimeoutSeconds === undefined ? {} : { timeoutInSeconds: state.TimeoutSeconds };
    this.note('TaskScheduled', { resourceType: 'lambda', resource: 'invoke', parameters, ...timing });
    this.note('TaskStarted', { resourceType: 'lambda', resource: 'invoke' });
    try {
      const reply = await this.withinTime(state, () => this.parts.invoke(FunctionName, JSON.stringify(Payload ?? {})));
      // what the function replied is an output like any other
      requireSize(reply, 'output');
      this.note('TaskSucceeded', { resourceType: 'lambda', resource: 'invoke', output: reply });
      return { ExecutedVersion: '$LATEST', Payload: JSON.parse(reply) as Json, StatusCode: 200 };
    } catch (error) {
      if (error instanceof StatesError) {
        const type = error.errorName === 'States.Timeout' ? 'TaskTimedOut' : 'TaskFailed';
        const { errorName, causeText: cause } = error;
        this.note(type, { resourceType: 'lambda', resource: 'invoke', error: errorName, cause });
      }
      throw error;
    }
  }

  private async withinTime<T>({ TimeoutSeconds }: TaskState, run: () => Promise<T>): Promise<T> {
    if (TimeoutSeconds === undefined) return run();
    const timer = new AbortController();
    const late = this.parts.clock.sleep(TimeoutSeconds * 1000, timer.signal).then(() => {
      throw new StatesError('States.Timeout', `the task took longer than ${TimeoutSeconds} seconds`);
    });
    late.catch(() => {});
    try {
      return await Promise.race([run(), late]);
    } finally {
      timer.abort();
    }
  }

  /** Source: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
  private sources(state: string, input: Json, { item }: Scope): PathSources {
    const { arn, name, input: executionInput, started, stateMachineArn } = this.execution;
    const context = {
      Execution: {
        Id: arn,
        Name: name,
        Input: JSON.parse(executionInput) as Json,
        StartTime: started.toISOString(),
        RoleArn: this.parts.roleArn,
        RedriveCount: 0,
      },
      StateMachine: { Id: stateMachineArn, Name: this.parts.stateMachineName },
      State: { Name: state, EnteredTime: this.parts.clock.now().toISOString(), RetryCount: 0 },
      Task: { Token: randomUUID() },
      ...(item ? { Map: { Item: { Index: item.index, Value: item.value } } } : {}),
    };
    return { input, context };
  }

  private measured(value: Json, what: string): string {
    const text = JSON.stringify(value ?? null);
    requireSize(text, what);
    this.execution.largestState = Math.max(this.execution.largestState, Buffer.byteLength(text));
    return text;
  }

  private note(type: string, details: Readonly<Record<string, unknown>>): void {
    this.execution.history.add(type, details);
  }
}
