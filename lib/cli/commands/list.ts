import type { Command } from 'commander';
import type { Analysis, AnalysisColumn } from '../../analyses/analysis';
import { LOG_TYPE_IDS, type LogTypeId } from '../../log-types/log-type';
import { parseLogType } from '../filter-options';
import type { OutputHost } from '../output-host';

interface ListOptions {
  readonly queries?: string;
  readonly logType?: LogTypeId;
}

const TITLES: Readonly<Record<LogTypeId, string>> = {
  'access-logs': 'S3 server access logs',
  cloudtrail: 'AWS CloudTrail',
};

/** `list` and `list <analysis>`. */
export function addListCommand(program: Command, host: OutputHost): void {
  program
    .command('list')
    .summary('list the analyses, or show one')
    .description('Lists the analyses per log type; with a name, shows its question, columns, filters and options.')
    .argument('[analysis]', 'name of an analysis')
    .option('--log-type <type>', 'only this log type: access-logs or cloudtrail', parseLogType)
    .option('--queries <folder>', 'a folder of your own analyses, beside the built-in ones')
    .addHelpText('after', '\nExamples:\n  $ s3-log-audit list\n  $ s3-log-audit list deletions\n')
    .action(async (id: string | undefined, options: ListOptions) => {
      const { loadOwnCatalogue } =
        require('../../analyses/own-catalogue') as typeof import('../../analyses/own-catalogue');
      const catalogue = loadOwnCatalogue(options.queries);
      const logTypes = LOG_TYPE_IDS.filter((logType) => options.logType === undefined || logType === options.logType);
      if (id === undefined) {
        await host.write(logTypes.map((logType) => renderOverview(logType, catalogue.summaries(logType))).join('\n'));
        return;
      }
      const { analysesNamed } =
        require('../../workflow/choose-analyses') as typeof import('../../workflow/choose-analyses');
      await host.write(analysesNamed(catalogue, id, options.logType).map(renderAnalysis).join('\n'));
    });
}

function renderOverview(logType: LogTypeId, summaries: readonly { id: string; question: string }[]): string {
  const width = Math.max(...summaries.map(({ id }) => id.length));
  return [
    `${TITLES[logType]} (${logType})`,
    ...summaries.map(({ id, question }) => `  ${id.padEnd(width)}  ${question}`),
    '',
  ].join('\n');
}

function renderAnalysis(analysis: Analysis): string {
  const { FILTERS } = require('../../analyses/filters') as typeof import('../../analyses/filters');
  const { answerColumns } = require('../../analyses/render') as typeof import('../../analyses/render');
  const filters = FILTERS.filter(({ logTypes }) => logTypes.includes(analysis.logType));
  return [
    `${analysis.id} – ${TITLES[analysis.logType]}`,
    analysis.question,
    '',
    'Columns',
    ...table(
      answerColumns(analysis, { window: {}, filters: {} }).map((column) => [
        column.name,
        typeOf(column),
        column.description,
      ]),
    ),
    '',
    'Filters (repeat one for any of its values)',
    ...table([
      ['--from, --to', 'time', 'window of event time; a bare date as --to includes that day'],
      ...filters.map(({ name, placeholder, description }) => [`--${name}`, placeholder, description]),
    ]),
    ...renderOptions(analysis),
    '',
    `Rows: ${analysis.limit === undefined ? 'all' : `the first ${analysis.limit}, --limit 0 for all`}, ordered by ${orderText(analysis)}`,
    ...analysis.references.map((url) => `See ${url}`),
    '',
  ].join('\n');
}

function renderOptions({ options }: Analysis): readonly string[] {
  const rows = [
    ...(options.includeFailed ? [['--include-failed', '', 'also attempts that failed']] : []),
    ...(options.ownHost ? [['--own-host', 'host', 'leave out this host and its subdomains']] : []),
    ...(options.by
      ? [
          [
            '--by',
            options.by.choices.join('|'),
            `first column of the groups${options.by.default ? ` (default: ${options.by.default})` : ''}`,
          ],
        ]
      : []),
  ];
  return rows.length === 0 ? [] : ['', 'Options', ...table(rows)];
}

function orderText({ order, columns, options }: Analysis): string {
  const first = options.by?.default ?? columns[0]?.name;
  return order.length > 0 ? order.join(', ').replaceAll(' desc', ' (descending)') : (first ?? '');
}

function typeOf({ type, unit }: AnalysisColumn): string {
  return unit === undefined ? type : `${type}, ${unit}`;
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = [0, 1].map((index) => Math.max(...rows.map((row) => (row[index] ?? '').length)));
  return rows.map(([a = '', b = '', c = '']) =>
    `  ${a.padEnd(widths[0] ?? 0)}  ${b.padEnd(widths[1] ?? 0)}  ${c}`.trimEnd(),
  );
}
