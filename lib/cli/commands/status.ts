import type { Command } from 'commander';
import type { Style } from '../../report/terminal/style';
import type { RollupReport } from '../../workflow/deployed-stack/describe-rollup';
import type { RunReport } from '../../workflow/deployed-stack/run-report';
import type { OutputHost } from '../output-host';
import {
  addStackOptions,
  noRunYet,
  parseTextFormat,
  type StackOptions,
  type TextFormat,
  toJson,
  withStack,
} from '../stack-options';

interface StatusOptions extends StackOptions {
  readonly format: TextFormat;
}

const EXAMPLES = `
When the stack rolls up logs, and no run is named, it also tells how the latest rollup has ended and what could not be done,
since when rollups fail, and when the next one is due.

Examples:
  $ s3-log-audit status
  $ s3-log-audit status 20260301T120000Z-0123abcd --format json
`;

/** `status [run]`. */
export function addStatusCommand(program: Command, host: OutputHost): void {
  const command = program
    .command('status')
    .summary('tell how a run in the cloud is')
    .description('Tells how a run in the cloud is: what it does, what it found, its mails, and where its answers are.')
    .argument(
      '[run]',
      "id of a run or rollup, or name or ARN of its execution (default: the latest); 's3-log-audit history' shows the runs",
    )
    .option('--format <format>', 'text or json', parseTextFormat, 'text');
  addStackOptions(command)
    .addHelpText('after', EXAMPLES)
    .action((wanted: string | undefined, options: StatusOptions) =>
      withStack(options, async (stack, clients) => {
        const { describeStack } =
          require('../../workflow/deployed-stack/describe-stack') as typeof import('../../workflow/deployed-stack/describe-stack');
        const { createStyle } = require('../../report/terminal/style') as typeof import('../../report/terminal/style');
        const { run, rollup } = await describeStack(stack, clients, new Date(), wanted);
        if (options.format === 'json') {
          await host.write(toJson({ ...run, ...(rollup ? { rollup } : {}) }));
          return;
        }
        const style = createStyle(host.color);
        if (!run && wanted === undefined) host.tell(noRunYet(stack.name));
        if (run) await writeReport(run, 'text', host, style);
        if (rollup) await writeRollup(rollup, host, style, run !== undefined);
      }),
    );
}

async function writeRollup(rollup: RollupReport, host: OutputHost, style: Style, isSecond: boolean): Promise<void> {
  const { renderRollupReport } = require('../rollup-status-text') as typeof import('../rollup-status-text');
  await host.write(`${isSecond ? '\n' : ''}${renderRollupReport(rollup, style).join('\n')}\n`);
}

/** Writes all that there is to tell of a run. */
export async function writeReport(
  report: RunReport,
  format: TextFormat,
  host: OutputHost,
  style = host.style,
): Promise<void> {
  const { renderReport } = require('../run-text') as typeof import('../run-text');
  await host.write(format === 'json' ? toJson(report) : `${renderReport(report, style).join('\n')}\n`);
}
