import type { Analysis, AnalysisColumn } from '../../lib/analyses/analysis';
import { loadCatalogue } from '../../lib/analyses/catalogue';
import { FILTERS } from '../../lib/analyses/filters';
import { answerColumns } from '../../lib/analyses/render';
import { LOG_TYPES } from '../../lib/log-types';
import { LOG_TYPE_IDS, type LogTypeId } from '../../lib/log-types/log-type';
import { anchor, code, GENERATED, plain, table } from './markdown';

/** The tables of the README: every analysis with its question and columns. */
export function renderAnalysisTables(): string {
  return LOG_TYPE_IDS.map((logType) => {
    const rows = analysesOf(logType).map((analysis) => [
      `[${code(analysis.id)}](docs/analyses.md#${anchor(headingOf(analysis))})`,
      plain(analysis.question),
      columnsOf(analysis)
        .map(({ name }) => code(name))
        .join(', '),
    ]);
    return `\n### ${LOG_TYPES[logType].title} (${code(logType)})\n\n${table(['Analysis', 'Question', 'Columns'], rows)}\n`;
  }).join('');
}

/** docs/analyses.md: everything that the metadata says about each analysis. */
export function renderAnalysesDocument(): string {
  return [
    '# Analyses',
    GENERATED,
    `Every analysis of both log types: what it answers, its columns and its options. \`s3-log-audit list <analysis>\` shows
the same in the terminal. [columns.md](columns.md) describes what the analyses are made from, [limits.md](limits.md) what
the logs can't tell.`,
    `A timestamp is UTC, written as \`2026-02-04T02:10:05Z\`. An integer above 2^53 is a string in JSON. A missing value is
\`-\` on the terminal, an empty field in CSV and Markdown, and \`null\` in JSON.`,
    `Rows come in a fixed order: by what is said at each analysis, then by all the other columns, missing values last. So
the same logs give the same output.`,
    ...LOG_TYPE_IDS.flatMap((logType) => [
      `## ${LOG_TYPES[logType].title}`,
      `Filters: \`--from\`, \`--to\`, ${filtersOf(logType)}.`,
      ...analysesOf(logType).map(renderAnalysis),
    ]),
  ]
    .join('\n\n')
    .concat('\n');
}

function renderAnalysis(analysis: Analysis): string {
  const options = optionsOf(analysis);
  return [
    `### ${headingOf(analysis)}`,
    plain(analysis.question),
    table(['Column', 'Type', 'Unit', 'Description'], columnsOf(analysis).map(columnCells)),
    [
      ...options.map((option) => `- Option ${option}`),
      `- Rows: ${rowsOf(analysis)}`,
      ...analysis.notes.map(
        ({ text }) => `- A note that may come with the answer: “${plain(text.replace('{count}', 'N'))}”`,
      ),
      ...analysis.references.map((url) => `- See <${url}>`),
    ].join('\n'),
  ].join('\n\n');
}

/** Columns of the answer when no option says otherwise. */
function columnsOf(analysis: Analysis): readonly AnalysisColumn[] {
  return answerColumns(analysis, { window: {}, filters: {} });
}

function columnCells({ name, type, unit, description }: AnalysisColumn): readonly string[] {
  return [code(name), type, unit ?? '', plain(description)];
}

function optionsOf({ options }: Analysis): readonly string[] {
  return [
    ...(options.includeFailed ? [`${code('--include-failed')}: also attempts that failed`] : []),
    ...(options.ownHost ? [`${code('--own-host <host>')}: leaves out this host and its subdomains; repeatable`] : []),
    ...(options.by ? [`${code(`--by ${options.by.choices.join('|')}`)}: ${explainBy(options.by.default)}`] : []),
  ];
}

function explainBy(byDefault: string | undefined): string {
  return byDefault === undefined
    ? 'groups by this column too; it comes first'
    : `the first column, ${code(byDefault)} when nothing is said`;
}

function rowsOf({ limit, order, columns, options }: Analysis): string {
  const count = limit === undefined ? 'all' : `the first ${limit.toLocaleString('en-US')} (\`--limit 0\` for all)`;
  const leading = order.length > 0 ? order : [options.by?.default ?? columns[0]?.name ?? ''];
  const keys = leading.map((key) => (key.endsWith(' desc') ? `${code(key.slice(0, -5))} from high to low` : code(key)));
  return `${count}, by ${keys.join(', ')}`;
}

/** The table of filters of the README. */
export function renderFilterTable(): string {
  const rows = FILTERS.map(({ name, placeholder, description, logTypes }) => [
    code(`--${name} <${placeholder}>`),
    plain(description),
    logTypes.length === LOG_TYPE_IDS.length ? 'both' : logTypes.map((logType) => `only ${logType}`).join(', '),
  ]);
  return `\n${table(['Filter', 'Matches', 'Logs'], rows)}\n`;
}

function filtersOf(logType: LogTypeId): string {
  return FILTERS.filter(({ logTypes }) => logTypes.includes(logType))
    .map(({ name }) => code(`--${name}`))
    .join(', ');
}

function headingOf({ id, logType }: Analysis): string {
  return `${id} (${logType})`;
}

function analysesOf(logType: LogTypeId): readonly Analysis[] {
  return loadCatalogue().ofLogType(logType);
}
