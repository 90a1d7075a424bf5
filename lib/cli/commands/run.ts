import type { Command } from 'commander';
import type { UnparsedRecord } from '../../engines/duckdb/unparsed-records';
import { UsageError } from '../../shared/errors';
import type { LocalRun, LocalRunRequest } from '../../workflow/local-run';
import { cacheOf } from '../cache-option';
import { EXIT } from '../exit-codes';
import { addFilterOptions, type FilterOptions, parseAtLeast, parseCount, toSelection } from '../filter-options';
import { withInterrupt } from '../interrupt';
import { addLogOptions, addLogStoreOptions, deliveryPaddingOf, type LogOptions } from '../log-options';
import { requireWritable, writeOutputFile } from '../output-file';
import { type OutputHost, shown } from '../output-host';
import { showProgress } from '../progress';

interface RunOptions extends FilterOptions, LogOptions {
  readonly format?: string;
  readonly output?: string;
  readonly limit?: number;
  readonly unparsedOut?: string;
  readonly maxUnparsed?: string;
  readonly strict?: boolean;
  readonly spreadsheetSafe?: boolean;
  readonly queries?: string;
  readonly memory: number;
  readonly threads?: number;
}

const EXAMPLES = `
Examples:
  $ s3-log-audit run deletions --logs ./logs --bucket my-bucket --from 2026-02-03 --to 2026-02-06
  $ s3-log-audit run access-denied-summary,top-requests --logs ./logs --from 7d --format csv -o answers/
  $ s3-log-audit run object-access --logs 'logs/2026-02-*' --key reports/2026.pdf --format json
  $ zcat *.gz | s3-log-audit run hot-links --logs - --own-host example.com

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but incomplete (a file could not be read to its end, or more was unparsed
than allowed), 130 stopped with Ctrl-C.
`;

/** `run <analysis>[,<analysis>…]`. */
export function addRunCommand(program: Command, host: OutputHost, setExitCode: (code: number) => void): void {
  const command = program
    .command('run')
    .summary('run analyses over logs')
    .description(
      'Runs one or several analyses over logs. The answer goes to standard output, everything else to standard error.',
    )
    .argument('<analysis...>', "names of analyses, separated by commas, or 'all'; 's3-log-audit list' shows them");
  addLogOptions(command)
    .option(
      '--format <format>',
      'table, csv, json, ndjson, markdown or parquet (default: table on a terminal, csv otherwise)',
    )
    .option('-o, --output <path>', 'file for the answer; a folder when there are several analyses')
    .option('--limit <n>', 'at most so many rows, 0 for all', parseCount)
    .option('--unparsed-out <file>', 'keep the lines that fit no known form, as NDJSON with file and line number')
    .option('--max-unparsed <n|n%>', 'exit with 3 when more lines than this fit no known form')
    .option('--strict', 'the same as --max-unparsed 0')
    .option('--spreadsheet-safe', 'CSV in which no field can be taken for a formula')
    .option('--queries <folder>', 'a folder of your own analyses, beside the built-in ones')
    .option('--memory <mb>', 'memory for the query engine in MB; beyond it, it uses the disk', parseAtLeast(100), 600)
    .option('--threads <n>', 'threads of the query engine (default: one for each processor)', parseAtLeast(1));
  addFilterOptions(command);
  addLogStoreOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (names: readonly string[], options: RunOptions) => {
      setExitCode(await runAnalyses(names, options, host));
    });
}

async function runAnalyses(names: readonly string[], options: RunOptions, host: OutputHost): Promise<number> {
  // loaded here because the engine and the formats cost more start-up time than the other commands take
  const { answerAll } = require('./local-answers') as typeof import('./local-answers');
  const { AnswerOutput } = require('../answer-output') as typeof import('../answer-output');
  const { loadOwnCatalogue } = require('../../analyses/own-catalogue') as typeof import('../../analyses/own-catalogue');
  const { requireKnownAnalyses } =
    require('../../workflow/choose-analyses') as typeof import('../../workflow/choose-analyses');
  const { withChosenLogs } = require('../chosen-logs') as typeof import('../chosen-logs');
  const { chooseLogs, startLocalRun } =
    require('../../workflow/local-run') as typeof import('../../workflow/local-run');
  const analysisIds = names.flatMap((name) => name.split(',')).filter((name) => name !== '');
  const catalogue = loadOwnCatalogue(options.queries);
  requireKnownAnalyses(catalogue, analysisIds);
  const selection = toSelection(options, new Date());
  const maxUnparsed = parseMaxUnparsed(options);
  const deliveryPaddingMs = deliveryPaddingOf(options);
  const cache = cacheOf(options, host);
  const several = analysisIds.length > 1 || analysisIds.includes('all');
  const output = await AnswerOutput.plan(several, options, host);
  if (options.unparsedOut !== undefined) await requireWritable(options.unparsedOut, '--unparsed-out');
  return withInterrupt(host, (signal) => {
    const request: LocalRunRequest = {
      catalogue,
      analysisIds,
      logs: options.logs,
      selection,
      signal,
      memoryLimitMb: options.memory,
      ...(options.logType ? { logType: options.logType } : {}),
      ...(options.threads ? { threads: options.threads } : {}),
      ...(deliveryPaddingMs === undefined ? {} : { deliveryPaddingMs }),
      ...cache,
    };
    return withChosenLogs(request, { options, host, signal }, chooseLogs, async (complete, chosen) => {
      const workload = { files: chosen.files.length, bytes: chosen.bytes };
      let endProgress = () => {};
      const run = await startLocalRun(complete, chosen, (engine) => {
        endProgress();
        endProgress = showProgress(host, workload, () => engine.progress());
      }).finally(() => endProgress());
      signal.addEventListener('abort', () => run.engine.interrupt());
      try {
        const notes: string[] = [];
        const answers = answerAll(run, selection, options.limit, ({ id }, found) => {
          notes.push(...found.map((note) => (several ? `${id}: ${note}` : note)));
        });
        await output.writeAll(answers, signal);
        signal.throwIfAborted();
        return await tellCoverage(run, notes, options, maxUnparsed, host);
      } finally {
        run.close();
      }
    });
  });
}

/** Says what the answer rests on. @returns the exit code that this makes */
async function tellCoverage(
  run: LocalRun,
  notes: readonly string[],
  options: RunOptions,
  maxUnparsed: MaxUnparsed,
  host: OutputHost,
): Promise<number> {
  const { renderCoverage } = require('../../report/coverage') as typeof import('../../report/coverage');
  const coverage = run.coverage(notes);
  for (const line of renderCoverage(coverage, host.style)) host.tell(line);
  if (options.unparsedOut !== undefined) await writeUnparsed(run, options.unparsedOut);
  if (coverage.unparsed > 0) await tellUnparsed(run, options.unparsedOut, host);
  const tooMany = coverage.unparsed > maxUnparsed(coverage.parsed + coverage.unparsed);
  if (tooMany) host.tell(`${host.style.red('incomplete:')} more is unparsed than --max-unparsed allows`);
  if (coverage.unreadable.length > 0)
    host.tell(`${host.style.red('incomplete:')} not every file could be read to its end`);
  return tooMany || coverage.unreadable.length > 0 ? EXIT.incomplete : EXIT.done;
}

async function tellUnparsed(run: LocalRun, keptIn: string | undefined, host: OutputHost): Promise<void> {
  const { unparsed } = run.statistics;
  const noun = `${run.logType.recordNoun}${unparsed === 1 ? '' : 's'}`;
  const where = keptIn === undefined ? 'keep them with --unparsed-out FILE' : `kept in ${shown(keptIn)}`;
  let first: UnparsedRecord | undefined;
  await run.engine.forEachUnparsed((record) => {
    first = record;
    return false;
  });
  const place = first ? `, the first in ${shown(first.file.shownPath)}:${first.number}` : '';
  host.tell(
    `${host.style.yellow('warning:')} ${unparsed.toLocaleString('en-US')} ${noun} of no known form${place}; ${where}`,
  );
}

async function writeUnparsed(run: LocalRun, path: string): Promise<void> {
  await writeOutputFile(path, '--unparsed-out', async (sink) => {
    const lines: string[] = [];
    await run.engine.forEachUnparsed(({ file, number, text }) => {
      lines.push(`${JSON.stringify({ file: file.shownPath, line: number, text })}\n`);
      return true;
    });
    // one by one, because all in one can be longer than a text may be
    for (const line of lines) await sink(line);
  });
}

/** How many unparsed records are allowed, of how many in all. */
type MaxUnparsed = (total: number) => number;

function parseMaxUnparsed({ maxUnparsed, strict }: RunOptions): MaxUnparsed {
  if (maxUnparsed === undefined) return () => (strict ? 0 : Number.POSITIVE_INFINITY);
  if (strict) throw new UsageError('INVALID_OPTION', '--strict means --max-unparsed 0: give one of them');
  const match = /^(\d{1,12}(?:\.\d{1,6})?)(%?)$/.exec(maxUnparsed);
  if (!match || (match[2] === '' && maxUnparsed.includes('.'))) {
    throw new UsageError(
      'INVALID_OPTION',
      `--max-unparsed can't be '${maxUnparsed}'; allowed are for example 0, 100 and 0.1%`,
    );
  }
  const limit = Number(match[1]);
  return match[2] === '%' ? (total) => (total * limit) / 100 : () => limit;
}
