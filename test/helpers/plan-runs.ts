import type { S3Client } from '@aws-sdk/client-s3';
import { loadCatalogue } from '../../lib/analyses/catalogue';
import { workKeys } from '../../lib/workflow/audit-run/cloud-names';
import { planRun } from '../../lib/workflow/audit-run/plan-run';
import type { RunPlan, RunQuery } from '../../lib/workflow/audit-run/run-plan';
import type { RunState, StepEvent } from '../../lib/workflow/audit-run/run-state';
import type { Settings } from '../../lib/workflow/audit-run/settings';
import { LocalAws } from '../aws';
import { s3Client } from '../aws/helpers';
import { settingsOf } from './audit-settings';

/** When the runs of these tests start. */
const STARTED = '2026-03-01T12:00:00.000Z';

/** Buckets of a stack in the local AWS, and the plan of runs over them. */
export class PlanBench {
  readonly s3: S3Client;
  private readonly catalogue = loadCatalogue();

  private constructor(
    readonly aws: LocalAws,
    readonly settings: Settings,
  ) {
    this.s3 = s3Client(aws);
  }

  static async open(settings = settingsOf()): Promise<PlanBench> {
    const aws = await LocalAws.start({ now: new Date(STARTED) });
    for (const name of ['acme-logs', 'audit-work', 'audit-results']) aws.s3.createBucket({ name });
    return new PlanBench(aws, settings);
  }

  put(keys: readonly string[], more: Parameters<LocalAws['s3']['put']>[3] = {}): void {
    for (const key of keys) this.aws.s3.put('acme-logs', key, 'a line\n', more);
  }

  /** One invocation; with no time left it does one page. */
  step(state: StepEvent['state'], input: unknown = {}, remainingMs = 900_000, s3 = this.s3): Promise<RunState> {
    const execution = { arn: 'arn:aws:states:eu-west-1:111122223333:execution:audit:run', startedAt: STARTED, input };
    const { settings, catalogue } = this;
    return planRun({ state, execution }, { s3, settings, catalogue, remainingMs: () => remainingMs });
  }

  /** Invocations until the plan is made; `onRound` sees each state that is to go on. */
  async plan(input: unknown = {}, remainingMs = 900_000, onRound: (state: RunState) => void = () => {}) {
    let state = await this.step({}, input, remainingMs);
    while (state.next === 'plan') {
      onRound(state);
      state = await this.step(state, input, remainingMs);
    }
    return state;
  }

  keptOf<Value>(state: RunState, name: string): Value {
    return JSON.parse(this.aws.s3.read('audit-work', workKeys.state(state.runId, name)).toString()) as Value;
  }

  planOf(state: RunState): RunPlan {
    return this.keptOf(state, 'plan');
  }

  queriesOf(state: RunState): readonly RunQuery[] {
    return this.keptOf(state, 'queries');
  }

  /** Keys in the manifest of the copy. */
  manifestOf({ runId }: RunState): readonly string[] {
    const text = this.aws.s3.read('audit-work', workKeys.copyManifest(runId)).toString();
    return text
      .trimEnd()
      .split('\n')
      .map((line) => decodeURIComponent(line.replace(/^acme-logs,/, '')));
  }

  async close(): Promise<void> {
    this.s3.destroy();
    await this.aws.stop();
    this.aws.violations.assertNone();
  }
}
