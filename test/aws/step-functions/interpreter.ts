import { randomUUID } from 'node:crypto';
import type { VirtualClock } from '../clock/virtual-clock';
import type { Definition, PassState, State, TaskState } from './definition';
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

/** Carries out one execution, state after state. */
export class Interpreter {
  constructor(
    private readonly definition: Definition,
    private readonly execution: Execution,
    private readonly parts: InterpreterParts,
  ) {}

  /** The output. @throws StatesError, FailedState, or the reason of the execution's signal */
  async run(): Promise<string> {
    let name: string | undefined = this.definition.StartAt;
    let input = JSON.parse(this.execution.input) as Json;
    while (name !== undefined) {
      this.execution.abort.signal.throwIfAborted();
      const state = this.definition.States[name] as State;
      this.note(`${state.Type}StateEntered`, { name, input: this.measured(input, 'input') });
      const [next, output]: [string | undefined, Json] = await this.step(name, state, input);
      const text = this.measured(output, 'output');
      this.note(`${state.Type}StateExited`, { name, output: text });
      name = next;
      input = JSON.parse(text) as Json;
    }
    return JSON.stringify(input);
  }

  private async step(name: string, state: State, input: Json): Promise<[string | undefined, Json]> {
    const sources = this.sources(name, input);
    switch (state.Type) {
      case 'Pass':
        return [state.Next, this.pass(state, sources)];
      case 'Task':
        return this.task(name, state, input);
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
        await this.parts.clock.sleep((seconds as number) * 1000, this.execution.abort.signal);
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

  private async task(name: string, state: TaskState, input: Json): Promise<[string | undefined, Json]> {
    const retries = new Retries(state.Retry);
    for (;;) {
      try {
        const sources = this.sources(name, input);
        const result = await this.invoke(state, sources);
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
          await this.parts.clock.sleep(delayMs, this.execution.abort.signal);
          continue;
        }
        const caught = state.Catch.find(({ ErrorEquals }) => matches(ErrorEquals, error));
        if (!caught) throw error;
        const description = { Error: error.errorName, Cause: error.causeText };
        return [caught.Next, putResult(caught.ResultPath, input, description)];
      }
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
  private sources(state: string, input: Json): PathSources {
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
