import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { RunExecution } from '../../workflow/deployed-stack/find-run';
import type { DeployedStack } from '../../workflow/deployed-stack/find-stack';
import type { RunOutcome } from '../../workflow/deployed-stack/run-report';
import type { AwsClients } from '../aws-clients';
import { EXIT } from '../exit-codes';
import { withInterrupt } from '../interrupt';
import type { OutputHost } from '../output-host';
import { addRunInputOptions, type RunInputOptions, toRunInput } from '../run-options';
import {
  addStackOptions,
  parseTextFormat,
  type StackOptions,
  type TextFormat,
  toJson,
  withStack,
} from '../stack-options';
import { writeReport } from './status';

interface StartOptions extends StackOptions, RunInputOptions {
  readonly dryRun?: boolean;
  readonly wait?: boolean;
  readonly format: TextFormat;
}

const EXPLANATION = `
What is not given is as the stack has it; but --from without --to means until now. The run is checked before it starts, as
'run' checks its arguments. CloudTrail: --event-region is what 'run' calls --region.

Examples:
  $ s3-log-audit start deletions --from 2026-02-03 --to 2026-02-06 --dry-run
  $ s3-log-audit start deletions,access-denied --from 7d --requester '*:assumed-role/cleanup/*' --wait
  $ s3-log-audit start --exclude-object logs/2026-02-03-08-12-42-9000CCEA616FF5DD

Exit codes with --wait: 0 done, 1 failed or stopped, 3 done but some logs are not in the answers, or none were found.
`;

/** Exit codes of a run that was waited for. */
const EXIT_OF: Readonly<Record<RunOutcome, number>> = {
  running: EXIT.done,
  done: EXIT.done,
  partial: EXIT.incomplete,
  'nothing-found': EXIT.incomplete,
  failed: EXIT.failed,
  stopped: EXIT.failed,
  'timed-out': EXIT.failed,
};

/** `start [analysis…]`. */
export function addStartCommand(program: Command, host: OutputHost, setExitCode: (code: number) => void): void {
  const command = program
    .command('start')
    .summary('start a run in the cloud')
    .description(
      'Starts a run of a deployed stack: the same audit with other analyses, another window or other filters.',
    )
    .argument('[analysis...]', "names of analyses, separated by commas, or 'all' (default: those of the stack)")
    .option('--dry-run', 'start nothing; list the logs with your own credentials and tell objects, bytes and cost')
    .option('--wait', 'wait until the run has ended, and tell its steps')
    .option('--format <format>', 'text or json', parseTextFormat, 'text');
  addRunInputOptions(addStackOptions(command))
    .addHelpText('after', EXPLANATION)
    .action(async (names: readonly string[], options: StartOptions) => {
      setExitCode(await withStack(options, (stack, clients) => start(names, options, stack, clients, host)));
    });
}

async function start(
  names: readonly string[],
  options: StartOptions,
  stack: DeployedStack,
  clients: AwsClients,
  host: OutputHost,
): Promise<number> {
  const { loadCatalogue } = require('../../analyses/catalogue') as typeof import('../../analyses/catalogue');
  const { checkRunInput, startExecution } =
    require('../../workflow/deployed-stack/start-execution') as typeof import('../../workflow/deployed-stack/start-execution');
  const analyses = names.flatMap((name) => name.split(',')).filter((name) => name !== '');
  const input = toRunInput(analyses, options);
  const now = new Date();
  const request = checkRunInput(stack, input, loadCatalogue(), now);
  if (options.dryRun) {
    const { tellDryRun } = require('../dry-run') as typeof import('../dry-run');
    return await tellDryRun(request, stack, clients.s3, now, options.format, host);
  }
  const run = await startExecution(clients.sfn, stack, input);
  if (options.wait) return await wait(run, stack, clients, options.format, host);
  await host.write(options.format === 'json' ? toJson(startedFacts(run)) : startedText(run));
  return EXIT.done;
}

function startedText({ runId }: RunExecution): string {
  return `run ${runId} has started; 's3-log-audit status ${runId}' tells how it is\n`;
}

function startedFacts({ runId, arn, startedAt }: RunExecution): object {
  return { runId, executionArn: arn, startedAt: startedAt.toISOString() };
}

/** Ctrl-C ends the waiting, not the run. */
async function wait(
  run: RunExecution,
  stack: DeployedStack,
  clients: AwsClients,
  format: TextFormat,
  host: OutputHost,
): Promise<number> {
  const { waitForRun } =
    require('../../workflow/deployed-stack/wait-for-run') as typeof import('../../workflow/deployed-stack/wait-for-run');
  const { describeExecution } =
    require('../../workflow/deployed-stack/describe-run') as typeof import('../../workflow/deployed-stack/describe-run');
  const { renderPosition } = require('../run-progress') as typeof import('../run-progress');
  host.tell(`run ${run.runId} has started`);
  return await withInterrupt(host, async (signal) => {
    let told = '';
    const pause = (ms: number) => sleep(ms, undefined, { signal });
    const onPosition: Parameters<typeof waitForRun>[1]['onPosition'] = (position) => {
      const line = renderPosition(position);
      if (line !== told) host.tell(line);
      told = line;
    };
    try {
      await waitForRun(run.arn, { sfn: clients.sfn, sleep: pause, signal, onPosition });
    } catch (error) {
      if (signal.aborted) host.tell(`the run goes on; 's3-log-audit status ${run.runId}' tells how it is`);
      throw error;
    }
    const report = await describeExecution(stack, clients, run);
    await writeReport(report, format, host);
    return EXIT_OF[report.outcome];
  });
}
