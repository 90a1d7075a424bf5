import type { Command } from 'commander';
import type { RunRecord } from '../../workflow/audit-run/run-record';
import type { DeployedStack } from '../../workflow/deployed-stack/find-stack';
import type { AwsClients } from '../aws-clients';
import { EXIT } from '../exit-codes';
import { parseCount } from '../filter-options';
import { withInterrupt } from '../interrupt';
import { type OutputHost, shown } from '../output-host';
import { addStackOptions, type StackOptions, withStack } from '../stack-options';

interface FetchOptions extends StackOptions {
  readonly run?: string;
  readonly format?: string;
  readonly output?: string;
  readonly limit?: number;
  readonly spreadsheetSafe?: boolean;
}

const EXPLANATION = `
Answers are written as 'run' writes them. The file as Athena has left it is what 'aws s3 cp' gets: its address is in the
result mail, and 's3-log-audit status' shows it.

Examples:
  $ s3-log-audit fetch deletions
  $ s3-log-audit fetch --run 20260301T120000Z-0123abcd --format csv -o answers/
  $ s3-log-audit fetch access-denied-summary --format json -o denied.json

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done, but some logs are not in the answers.
`;

/** `fetch [analysis…]`. */
export function addFetchCommand(program: Command, host: OutputHost, setExitCode: (code: number) => void): void {
  const command = program
    .command('fetch')
    .summary('get the answers of a run in the cloud')
    .description(
      'Gets the answers of a run in the cloud. They go to standard output, everything else to standard error.',
    )
    .argument('[analysis...]', "names of analyses, separated by commas, or 'all' (default: all that the run has)")
    .option('--run <run>', 'id of a run, or name or ARN of its execution (default: the latest with answers)')
    .option(
      '--format <format>',
      'table, csv, json, ndjson, markdown or parquet (default: table on a terminal, csv otherwise)',
    )
    .option('-o, --output <path>', 'file for the answer; a folder when there are several analyses')
    .option('--limit <n>', 'at most so many rows, 0 for all', parseCount)
    .option('--spreadsheet-safe', 'CSV in which no field can be taken for a formula');
  addStackOptions(command)
    .addHelpText('after', EXPLANATION)
    .action(async (names: readonly string[], options: FetchOptions) => {
      const analyses = names.flatMap((name) => name.split(',')).filter((name) => name !== '');
      setExitCode(await withStack(options, (stack, clients) => fetchAnswers(analyses, options, stack, clients, host)));
    });
}

async function fetchAnswers(
  names: readonly string[],
  options: FetchOptions,
  stack: DeployedStack,
  { s3, sfn }: AwsClients,
  host: OutputHost,
): Promise<number> {
  const { AnswerOutput } = require('../answer-output') as typeof import('../answer-output');
  const { chooseAnswers, requireRecord } =
    require('../../workflow/deployed-stack/choose-answers') as typeof import('../../workflow/deployed-stack/choose-answers');
  const { fetchAll } = require('./fetched-answers') as typeof import('./fetched-answers');
  const record = await requireRecord(s3, sfn, stack, options.run);
  const answers = chooseAnswers(record, names);
  const several = answers.length > 1;
  const output = await AnswerOutput.plan(several, options, host);
  return await withInterrupt(host, async (signal) => {
    await output.writeAll(fetchAll(s3, stack, record, answers, options.limit ?? 0), signal);
    const notes = answers.flatMap(({ id, notes }) => notes.map((note) => (several ? `${id}: ${note}` : note)));
    return tellRun(record, notes, host);
  });
}

/** Says which run the answers are of, and what they rest on. @returns the exit code that this makes */
function tellRun(record: RunRecord, notes: readonly string[], host: OutputHost): number {
  const { renderCoverage } = require('../../report/coverage') as typeof import('../../report/coverage');
  const { coverageOf } =
    require('../../workflow/deployed-stack/fetch-answer') as typeof import('../../workflow/deployed-stack/fetch-answer');
  const { runId, window, partial, failed } = record;
  host.tell(`run ${runId}, window ${window.from} to ${window.to}`);
  for (const line of renderCoverage(coverageOf(record, notes), host.style)) host.tell(line);
  for (const reason of partial) host.tell(`${host.style.red('incomplete:')} ${shown(reason)}`);
  for (const { id, message } of failed) {
    host.tell(`${host.style.red('incomplete:')} the query of ${id} failed: ${shown(message)}`);
  }
  return partial.length > 0 || failed.length > 0 ? EXIT.incomplete : EXIT.done;
}
