import type { VirtualClock } from '../clock/virtual-clock';
import type { Iam } from '../iam/iam';
import { type Principal, roleSession } from '../iam/principal';
import type { Lambda } from '../lambda/lambda';
import { LambdaError } from '../lambda/lambda-error';
import { AwsError } from '../server/aws-error';
import type { Violations } from '../server/violations';
import { type Definition, parseDefinition } from './definition';
import type { Execution, ExecutionStatus } from './execution';
import { History } from './history';
import { FailedState, Interpreter } from './interpreter';
import { StatesError } from './states-error';

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly definition: Definition;
  readonly tracing: boolean;
}

export interface StateMachineSettings extends Omit<StateMachine, 'definition'> {
  /** Amazon States Language. */
  readonly definition: string;
  /** Whether events go to a log group. */
  readonly logs: boolean;
}

export interface StepFunctionsParts {
  readonly iam: Iam;
  readonly clock: VirtualClock;
  readonly lambda: Lambda;
  readonly violations: Violations;
}

/** What the role needs for the log of a state machine. Source: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html */
const LOG_ACTIONS = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];
/** Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html */
const TRACE_ACTIONS = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
];

/** AWS Step Functions: standard workflows. */
export class StepFunctions {
  readonly machines = new Map<string, StateMachine>();
  readonly executions = new Map<string, Execution>();

  constructor(private readonly parts: StepFunctionsParts) {}

  /** Makes a state machine, or gives it another definition. @throws AwsError InvalidDefinition, AccessDeniedException */
  put({ definition, logs, ...machine }: StateMachineSettings): void {
    const { iam } = this.parts;
    if (!iam.trusts(machine.roleArn, 'states.amazonaws.com', { 'aws:SourceAccount': accountOf(machine.arn) })) {
      throw new AwsError(
        'AccessDeniedException',
        `Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role ${machine.roleArn}`,
      );
    }
    if (logs) this.requireActions(machine.roleArn, LOG_ACTIONS, 'logs');
    try {
      this.machines.set(machine.arn, { ...machine, definition: parseDefinition(definition) });
    } catch (error) {
      throw new AwsError('InvalidDefinition', `Invalid State Machine Definition: ${(error as Error).message}`);
    }
  }

  async delete(arn: string): Promise<void> {
    this.machines.delete(arn);
    for (const execution of this.executions.values()) {
      if (execution.stateMachineArn !== arn) continue;
      this.stop(execution, 'StateMachineDeleted', '');
      await execution.over;
    }
  }

  requireMachine(arn: string): StateMachine {
    const machine = this.machines.get(arn);
    if (!machine) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  requireExecution(arn: string): Execution {
    const execution = this.executions.get(arn);
    // those of a deleted machine are kept for tests only
    if (!execution || !this.machines.has(execution.stateMachineArn))
      throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return execution;
  }

  /** The same execution for the same name and input while it runs. @throws AwsError ExecutionAlreadyExists */
  start(machine: StateMachine, name: string, input: string): Execution {
    const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    const before = this.executions.get(arn);
    if (before) {
      if (before.status === 'RUNNING' && before.input === input) return before;
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const { clock } = this.parts;
    let settle = () => {};
    const execution: Execution = {
      arn,
      name,
      stateMachineArn: machine.arn,
      input,
      started: clock.now(),
      history: new History(() => clock.now()),
      abort: new AbortController(),
      over: new Promise((done) => {
        settle = done;
      }),
      status: 'RUNNING',
      largestState: 0,
    };
    this.executions.set(arn, execution);
    execution.history.add('ExecutionStarted', { input, roleArn: machine.roleArn });
    if (machine.tracing) this.requireActions(machine.roleArn, TRACE_ACTIONS, 'xray');
    void this.live(machine, execution).then(settle);
    return execution;
  }

  stop(execution: Execution, error?: string, cause?: string): void {
    if (execution.status !== 'RUNNING') return;
    this.end(execution, 'ABORTED', error, cause);
    execution.abort.abort(new Error('stopped'));
  }

  private async live(machine: StateMachine, execution: Execution): Promise<void> {
    const { clock } = this.parts;
    const limit = machine.definition.TimeoutSeconds;
    const timer = new AbortController();
    if (limit !== undefined) {
      const timeOut = () => {
        this.end(execution, 'TIMED_OUT', 'States.Timeout', `the execution took longer than ${limit} seconds`);
        execution.abort.abort(new Error('timed out'));
      };
      clock.sleep(limit * 1000, timer.signal).then(timeOut, () => {});
    }
    try {
      const output = await this.interpret(machine, execution);
      if (execution.status !== 'RUNNING') return;
      execution.output = output;
      this.end(execution, 'SUCCEEDED');
    } catch (error) {
      if (execution.status !== 'RUNNING') return;
      const known = error instanceof StatesError || error instanceof FailedState;
      if (!known) this.parts.violations.add(`the interpreter of states broke: ${(error as Error).stack}`);
      this.end(
        execution,
        'FAILED',
        known ? error.errorName : 'States.Runtime',
        known ? error.causeText : String(error),
      );
    } finally {
      timer.abort();
    }
  }

  private interpret(machine: StateMachine, execution: Execution): Promise<string> {
    const principal = roleSession(machine.roleArn, execution.name);
    const { clock } = this.parts;
    return new Interpreter(machine.definition, execution, {
      clock,
      roleArn: machine.roleArn,
      stateMachineName: machine.name,
      invoke: (functionArn, payload) => this.invoke(functionArn, payload, principal),
    }).run();
  }

  private async invoke(functionArn: string, payload: string, principal: Principal): Promise<string> {
    const permission = { action: 'lambda:InvokeFunction', resource: functionArn, via: 'states' };
    const { allowed, reason } = this.parts.iam.authorize(principal, permission);
    if (!allowed) {
      throw new StatesError(
        'Lambda.AWSLambdaException',
        `User: ${principal.arn} is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn} because ${reason}`,
      );
    }
    try {
      return await this.parts.lambda.invoke(functionArn, payload, principal);
    } catch (error) {
      if (error instanceof LambdaError) throw new StatesError(error.errorType, error.causeText);
      throw error;
    }
  }

  private end(execution: Execution, status: ExecutionStatus, error?: string, cause?: string): void {
    const types = {
      SUCCEEDED: 'ExecutionSucceeded',
      FAILED: 'ExecutionFailed',
      TIMED_OUT: 'ExecutionTimedOut',
      ABORTED: 'ExecutionAborted',
    };
    execution.status = status;
    execution.stopped = this.parts.clock.now();
    if (error !== undefined) execution.error = error;
    if (cause !== undefined) execution.cause = cause;
    const type = types[status as keyof typeof types];
    execution.history.events.push({
      id: execution.history.events.length + 1,
      previousEventId: execution.history.events.length,
      timestamp: execution.stopped,
      type,
      details: status === 'SUCCEEDED' ? { output: execution.output } : { error, cause },
    });
  }

  private requireActions(roleArn: string, actions: readonly string[], via: string): void {
    const principal = roleSession(roleArn, 'states');
    for (const action of actions) {
      const { allowed } = this.parts.iam.authorize(principal, { action, resource: '*', via });
      if (allowed) continue;
      if (via === 'logs') {
        throw new AwsError(
          'AccessDeniedException',
          `The state machine IAM Role is not authorized to access the Log Destination: ${action}`,
        );
      }
      // traces are dropped without a word
      this.parts.violations.add(`the role of the state machine may not write its traces: ${action}`);
    }
  }
}

function accountOf(arn: string): string {
  return arn.split(':')[4] as string;
}
