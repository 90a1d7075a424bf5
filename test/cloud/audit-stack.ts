import { setTimeout as sleep } from 'node:timers/promises';
import type { DeployedStack, Execution, LocalAws } from '../aws';
import { AuditRun } from './audit-run';

/** A deployed audit, as somebody drives it who has the console. */
export class AuditStack {
  constructor(
    readonly aws: LocalAws,
    readonly deployed: DeployedStack,
  ) {}

  /** @throws Error for an output that the stack does not have */
  output(name: string): string {
    const value = this.deployed.outputs[name];
    if (value === undefined) throw new Error(`the stack has no output ${name}`);
    return value;
  }

  /** Starts a run and waits until it is over. */
  async run(input: unknown = {}): Promise<AuditRun> {
    return await this.over(this.start(input));
  }

  start(input: unknown = {}, name?: string): Execution {
    return this.aws.startExecution(this.output('StateMachineArn'), input, name);
  }

  /** Waits until a run is over. @throws Error when it did not tell honestly how it ended */
  async over(execution: Execution): Promise<AuditRun> {
    await execution.over;
    const run = new AuditRun(this.aws, this.output('ResultsBucket'), execution);
    run.requireHonest();
    return run;
  }

  /** All executions so far, in the order of their start. */
  get executions(): readonly Execution[] {
    const arn = this.output('StateMachineArn');
    return [...this.aws.states.executions.values()].filter(({ stateMachineArn }) => stateMachineArn === arn);
  }

  /** The only execution there is. */
  get onlyExecution(): Execution {
    const [execution, ...others] = this.executions;
    if (!execution || others.length > 0) throw new Error(`the stack has ${this.executions.length} executions`);
    return execution;
  }
}

/** Waits until a run has come to a state. @throws Error when it ends before */
export async function reach(execution: Execution, state: string): Promise<void> {
  while (!execution.history.states.includes(state)) {
    if (execution.status !== 'RUNNING') throw new Error(`the run ended as ${execution.status} before ${state}`);
    await sleep(1);
  }
}
