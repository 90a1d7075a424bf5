import { gunzipSync } from 'node:zlib';
import { workKeys } from '../../lib/workflow/audit-run/cloud-names';
import { runIdOf } from '../../lib/workflow/audit-run/run-id';
import type { RollupState } from '../../lib/workflow/log-rollup/rollup-state';
import type { Execution, LocalAws, Mail } from '../aws';
import type { AuditStack } from './audit-stack';

/** Rolls up as the schedule would, and waits until it is over. */
export async function rollUp(stack: AuditStack, input: unknown = {}): Promise<RollupRun> {
  const execution = stack.aws.startExecution(stack.output('RollupStateMachineArn'), input);
  await execution.over;
  return new RollupRun(stack, execution);
}

/** Executions of the rollup, in the order of their start. */
export function rollupExecutions({ aws, deployed }: AuditStack): readonly Execution[] {
  return [...aws.states.executions.values()].filter(
    ({ stateMachineArn }) => stateMachineArn === deployed.outputs.RollupStateMachineArn,
  );
}

/** A rollup that is over. */
export class RollupRun {
  readonly id: string;

  constructor(
    private readonly stack: AuditStack,
    readonly execution: Execution,
  ) {
    this.id = runIdOf(execution.arn, execution.started.toISOString());
  }

  get ended(): readonly (string | undefined)[] {
    const { status, error } = this.execution;
    return error === undefined ? [status] : [status, error];
  }

  /** What it did, as its summary tells. */
  get summary(): Pick<RollupState, 'totals' | 'problems' | 'continuedBy'> {
    const key = workKeys.state(this.id, 'rollup');
    return JSON.parse(this.stack.aws.s3.read(this.stack.output('WorkBucket'), key).toString());
  }

  get mails(): readonly Mail[] {
    return this.stack.aws.mails.filter(({ text, delivered }) => delivered && text.includes(this.id));
  }

  /** How often a state was entered. */
  countOf(state: string): number {
    return this.execution.history.states.filter((name) => name === state).length;
  }
}

/** All lines in the objects whose keys begin so, sorted: of logs, and of rollups when their manifests are hidden. */
export function linesIn(aws: LocalAws, bucket: string, prefix: string): readonly string[] {
  return keysIn(aws, bucket, prefix)
    .filter((key) => !key.split('/').some((part) => part.startsWith('_')))
    .flatMap((key) => {
      const content = aws.s3.read(bucket, key);
      const text = (key.endsWith('.gz') ? gunzipSync(content) : content).toString('latin1');
      return text.split('\n').filter((line) => line !== '');
    })
    .sort();
}

export function keysIn(aws: LocalAws, bucket: string, prefix = ''): readonly string[] {
  const { objects } = aws.s3.requireBucket(bucket);
  return Array.from({ length: objects.length }, (_, index) => objects.keyAt(index)).filter((key) =>
    key.startsWith(prefix),
  );
}
