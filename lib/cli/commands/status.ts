import type { Command } from 'commander';
import type { RunReport } from '../../workflow/deployed-stack/run-report';
import type { OutputHost } from '../output-host';
import {
  addStackOptions,
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
      "id of a run, or name or ARN of its execution (default: the latest); 's3-log-audit history' shows them",
    )
    .option('--format <format>', 'text or json', parseTextFormat, 'text');
  addStackOptions(command)
    .addHelpText('after', EXAMPLES)
    .action((wanted: string | undefined, options: StatusOptions) =>
      withStack(options, async (stack, clients) => {
        const { describeRun } =
          require('../../workflow/deployed-stack/describe-run') as typeof import('../../workflow/deployed-stack/describe-run');
        const { createStyle } = require('../../report/terminal/style') as typeof import('../../report/terminal/style');
        await writeReport(await describeRun(stack, clients, wanted), options.format, host, createStyle(host.color));
      }),
    );
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
