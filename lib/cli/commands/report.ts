import type { Command } from 'commander';
import { UsageError } from '../../shared/errors';
import type { ChosenReport, LocalReportRequest } from '../../workflow/local-report';
import { cacheOf } from '../cache-option';
import { EXIT } from '../exit-codes';
import {
  addSelectionOptions,
  collect,
  type FilterOptions,
  parseAtLeast,
  parseCount,
  toSelection,
} from '../filter-options';
import { withInterrupt } from '../interrupt';
import { addLogOptions, addLogStoreOptions, deliveryPaddingOf, type LogOptions } from '../log-options';
import type { OutputHost } from '../output-host';
import { showProgress } from '../progress';

interface ReportOptions extends FilterOptions, LogOptions {
  readonly output?: readonly string[];
  readonly title?: string;
  readonly top: number;
  readonly groupBy?: string;
  readonly anonymizeIp?: boolean;
  readonly spreadsheetSafe?: boolean;
  readonly memory: number;
  readonly threads?: number;
}

const EXAMPLES = `
Examples:
  $ s3-log-audit report --logs ./logs
  $ s3-log-audit report --logs ./logs --from 7d -o report.html
  $ s3-log-audit report --logs s3://my-logs/my-bucket/ --from 7d -o report.html
  $ s3-log-audit report --logs ./logs --own-host example.com -o report.html -o report.json -o tables/
  $ s3-log-audit report --logs ./logs --query-param org=42 --title 'Organization 42' -o org-42.html
  $ s3-log-audit report --logs ./logs --group-by query:org --top 50 -o organizations.html

What -o makes: a file that ends with .html or .json, or else a folder with a CSV file for each panel. Without -o the report goes
to standard output, for reading.
`;

/** `report`. */
export function addReportCommand(program: Command, host: OutputHost, setExitCode: (code: number) => void): void {
  const command = program
    .command('report')
    .summary('make a traffic report from logs')
    .description(
      'Makes a report on who asked for what, when, how much and with which result: as one HTML file, as JSON, as CSV, or for the terminal.',
    );
  addLogOptions(command)
    .option('-o, --output <path>', 'report.html, report.json or a folder for CSV; repeatable', collect)
    .option('--title <text>', 'heading of the report')
    .option('--top <n>', 'rows of each list, 0 for all; what is left out is summed up', parseCount, 20)
    .option('--group-by <what>', 'a section for each value of query:<parameter>, bucket, requester or operation')
    .option('--own-host <host>', 'leave out this host and its subdomains from the hot links', collect)
    .option('--anonymize-ip', 'show addresses without their last part (192.0.2.0, 2001:db8:1::)')
    .option('--spreadsheet-safe', 'CSV in which no field can be taken for a formula')
    .option('--memory <mb>', 'memory for the query engine in MB; beyond it, it uses the disk', parseAtLeast(100), 600)
    .option('--threads <n>', 'threads of the query engine (default: one for each processor)', parseAtLeast(1));
  addSelectionOptions(command);
  addLogStoreOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (options: ReportOptions) => {
      setExitCode(await report(options, host));
    });
}

async function report(options: ReportOptions, host: OutputHost): Promise<number> {
  // loaded here because the engine costs more start-up time than the other commands take
  const { ReportOutput } = require('./report-output') as typeof import('./report-output');
  const { withChosenLogs } = require('../chosen-logs') as typeof import('../chosen-logs');
  const { chooseReportLogs } = require('../../workflow/local-report') as typeof import('../../workflow/local-report');
  const { requireGrouping } =
    require('../../analyses/report-grouping') as typeof import('../../analyses/report-grouping');
  if (options.groupBy !== undefined) requireGrouping(options.groupBy);
  if (options.title?.trim() === '') throw new UsageError('INVALID_OPTION', '--title is empty; leave it out');
  const selection = toSelection(options, new Date());
  const output = await ReportOutput.plan(
    options.output ?? [],
    { spreadsheetSafe: options.spreadsheetSafe === true },
    host,
  );
  const deliveryPaddingMs = deliveryPaddingOf(options);
  const cache = cacheOf(options, host);
  return withInterrupt(host, (signal) => {
    const request: LocalReportRequest = {
      logs: options.logs,
      selection,
      signal,
      memoryLimitMb: options.memory,
      top: options.top,
      maskAddresses: options.anonymizeIp === true,
      ...(options.title === undefined ? {} : { title: options.title }),
      ...(options.groupBy === undefined ? {} : { groupBy: options.groupBy }),
      ...(options.logType ? { logType: options.logType } : {}),
      ...(options.threads ? { threads: options.threads } : {}),
      ...(deliveryPaddingMs === undefined ? {} : { deliveryPaddingMs }),
      ...cache,
    };
    return withChosenLogs(request, { options, host, signal }, chooseReportLogs, (complete, chosen) =>
      makeReport(complete, chosen, output, host, signal),
    );
  });
}

async function makeReport(
  request: LocalReportRequest,
  chosen: ChosenReport,
  output: import('./report-output').ReportOutput,
  host: OutputHost,
  signal: AbortSignal,
): Promise<number> {
  const { makeLocalReport } = require('../../workflow/local-report') as typeof import('../../workflow/local-report');
  const { renderCoverage } = require('../../report/coverage') as typeof import('../../report/coverage');
  const workload = { files: chosen.files.length, bytes: chosen.bytes };
  let endProgress = () => {};
  const { data, logs } = await makeLocalReport(request, chosen, (engine) => {
    signal.addEventListener('abort', () => engine.interrupt());
    endProgress();
    endProgress = showProgress(host, workload, () => engine.progress());
    setImmediate(() => output.prepare());
  }).finally(() => endProgress());
  logs.close();
  await output.write(data);
  signal.throwIfAborted();
  for (const line of renderCoverage(data.coverage, host.style)) host.tell(line);
  if (data.coverage.unreadable.length === 0) return EXIT.done;
  host.tell(`${host.style.red('incomplete:')} not every file could be read to its end`);
  return EXIT.incomplete;
}
