import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { AuditError } from '../../shared/errors';
import type { Cancelled } from '../../workflow/deployed-stack/cancel-run';
import type { RunExecution } from '../../workflow/deployed-stack/find-run';
import type { DeployedStack } from '../../workflow/deployed-stack/find-stack';
import type { AwsClients } from '../aws-clients';
import type { OutputHost } from '../output-host';
import { addStackOptions, type StackOptions, withStack } from '../stack-options';

const EXPLANATION = `
Without a run, the only one that is running is stopped. A run that is stopped sends no mail. Answers that are there already
stay; copied logs go by themselves after some days.

Examples:
  $ s3-log-audit cancel
  $ s3-log-audit cancel 20260301T120000Z-0123abcd
`;

/** `cancel [run]`. */
export function addCancelCommand(program: Command, host: OutputHost): void {
  const command = program
    .command('cancel')
    .summary('stop a run in the cloud')
    .description('Stops a run in the cloud with the copy of its logs and its queries.')
    .argument('[run]', "id of a run, or name or ARN of its execution; 's3-log-audit history' shows them");
  addStackOptions(command)
    .addHelpText('after', EXPLANATION)
    .action((wanted: string | undefined, options: StackOptions) =>
      withStack(options, async (stack, clients) => {
        const { cancelRun } =
          require('../../workflow/deployed-stack/cancel-run') as typeof import('../../workflow/deployed-stack/cancel-run');
        const run = await chooseRun(stack, clients, wanted);
        const { sfn, s3, s3Control, athena } = clients;
        const pause = async (ms: number) => await sleep(ms);
        const cancelled = await cancelRun(stack, run, { sfn, s3, s3Control, athena, sleep: pause });
        await host.write(`${renderCancelled(run, cancelled).join('\n')}\n`);
        if (cancelled.unsure) {
          host.tell(
            `${host.style.yellow('warning:')} queries were just being started, and another run is going on: if some of this run go on, stop them in the Athena console (workgroup ${stack.outputs.workgroup})`,
          );
        }
      }),
    );
}

async function chooseRun(stack: DeployedStack, { sfn }: AwsClients, wanted: string | undefined): Promise<RunExecution> {
  const { listRuns, requireRun } =
    require('../../workflow/deployed-stack/find-run') as typeof import('../../workflow/deployed-stack/find-run');
  if (wanted !== undefined) return await requireRun(sfn, stack, wanted);
  const running: RunExecution[] = [];
  for await (const run of listRuns(sfn, stack, 'RUNNING')) running.push(run);
  const [only, ...others] = running;
  if (only && others.length === 0) return only;
  throw new AuditError(
    'RUN_MISSING',
    only
      ? `several runs are running: name one of ${running.map(({ runId }) => runId).join(', ')}`
      : `no run of the stack ${stack.name} is running; 's3-log-audit history' shows its runs`,
  );
}

function renderCancelled({ runId }: RunExecution, { execution, copyJob, queries }: Cancelled): readonly string[] {
  return [
    execution ? `run ${runId} is stopped; it sends no mail` : `run ${runId} had ended before`,
    ...(copyJob === undefined ? [] : [`the copy of its logs (job ${copyJob}) is being cancelled`]),
    ...(queries.length === 0
      ? []
      : [`${queries.length} of its queries ${queries.length === 1 ? 'is' : 'are'} stopped (${queries.join(', ')})`]),
  ];
}
