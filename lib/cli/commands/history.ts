import type { Command } from 'commander';
import { parseAtLeast } from '../filter-options';
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

interface HistoryOptions extends StackOptions {
  readonly format: TextFormat;
  readonly limit: number;
}

const EXAMPLES = `
Runs older than 90 days are shown as long as their answers are in the results bucket.

Examples:
  $ s3-log-audit history
  $ s3-log-audit history --limit 100 --format json
`;

/** `history`. */
export function addHistoryCommand(program: Command, host: OutputHost): void {
  const command = program
    .command('history')
    .summary('list the runs in the cloud')
    .description('Lists the runs of a stack, the latest first: window, analyses, state and rows.')
    .option('--limit <n>', 'at most so many runs', parseAtLeast(1), 20)
    .option('--format <format>', 'text or json', parseTextFormat, 'text');
  addStackOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(({ limit, format, ...options }: HistoryOptions) =>
      withStack(options, async (stack, clients) => {
        const { describeRuns } =
          require('../../workflow/deployed-stack/describe-run') as typeof import('../../workflow/deployed-stack/describe-run');
        const { renderHistory } = require('../run-history') as typeof import('../run-history');
        const reports = await describeRuns(stack, clients, limit);
        if (reports.length === 0 && format === 'text') {
          host.tell(noRunYet(stack.name));
          return;
        }
        await host.write(format === 'json' ? toJson(reports) : `${renderHistory(reports).join('\n')}\n`);
      }),
    );
}
