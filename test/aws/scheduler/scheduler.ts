import type { VirtualClock } from '../clock/virtual-clock';
import type { Iam } from '../iam/iam';
import { roleSession } from '../iam/principal';
import { newUuid } from '../server/ids';
import type { Violations } from '../server/violations';
import type { StepFunctions } from '../step-functions/step-functions';
import { type NextMoment, parseSchedule } from './schedule-expression';

export interface Schedule {
  readonly name: string;
  readonly expression: string;
  /** ARN of a state machine. */
  readonly target: string;
  readonly roleArn: string;
  readonly input: string;
}

export interface SchedulerParts {
  readonly iam: Iam;
  readonly clock: VirtualClock;
  readonly states: StepFunctions;
  readonly violations: Violations;
  readonly account: string;
}

/** EventBridge Scheduler: starts state machines when a test has moved the time on to that moment. */
export class Scheduler {
  readonly schedules = new Map<string, Schedule>();
  private readonly callOff = new Map<string, () => void>();

  constructor(private readonly parts: SchedulerParts) {}

  /** Makes a schedule, or changes it. @throws Error for an expression that AWS refuses */
  put(schedule: Schedule): void {
    const next = parseSchedule(schedule.expression, this.parts.clock.now());
    this.delete(schedule.name);
    this.schedules.set(schedule.name, schedule);
    this.plan(schedule, next, this.parts.clock.now());
  }

  delete(name: string): void {
    this.callOff.get(name)?.();
    this.callOff.delete(name);
    this.schedules.delete(name);
  }

  private plan(schedule: Schedule, next: NextMoment, after: Date): void {
    const moment = next(after);
    if (!moment) return;
    const fire = () => {
      this.plan(schedule, next, moment);
      this.start(schedule, moment);
    };
    this.callOff.set(schedule.name, this.parts.clock.at(moment, fire));
  }

  private start({ name, roleArn, target, input }: Schedule, scheduled: Date): void {
    const { iam, states, violations, account } = this.parts;
    const principal = roleSession(roleArn, name);
    const trusted = iam.trusts(roleArn, 'scheduler.amazonaws.com', { 'aws:SourceAccount': account });
    const permission = { action: 'states:StartExecution', resource: target, via: 'scheduler' };
    if (!trusted || !iam.authorize(principal, permission).allowed) {
      violations.add(`the schedule ${name} may not start ${target}`);
      return;
    }
    const time = scheduled.toISOString().replace('.000', '');
    states.start(states.requireMachine(target), newUuid(), input.replaceAll('<aws.scheduler.scheduled-time>', time));
  }
}
