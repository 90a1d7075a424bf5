import { renderCoverage } from '../report/coverage';
import { formatBytes } from '../report/sizes';
import { formatCount } from '../report/terminal/numbers';
import type { Style } from '../report/terminal/style';
import type { ReportedAnswer, RunOutcome, RunReport } from '../workflow/deployed-stack/run-report';
import { shown } from './output-host';

const OUTCOMES: Readonly<Record<RunOutcome, string>> = {
  running: 'running',
  done: 'done',
  partial: 'done, but PARTIAL: some logs are not in the answers',
  'nothing-found': 'done: no log objects were found for the window, so nothing was queried',
  failed: 'FAILED',
  stopped: 'stopped',
  'timed-out': 'FAILED: it took too long',
};

/** All that there is to tell of a run, as lines for a person. */
export function renderReport(report: RunReport, style: Style): readonly string[] {
  return [
    field('Run', `${report.runId}: ${outcomeOf(report)}`),
    field(
      'Started',
      `${toSecond(report.startedAt)}${report.endedAt === undefined ? '' : `, ended ${toSecond(report.endedAt)}`}`,
    ),
    ...renderAsked(report),
    ...renderFound(report),
    ...renderMails(report),
    field('Console', report.executionUrl),
    ...renderFailure(report, style),
    ...renderAnswers(report, style),
  ];
}

/** What a run was asked for. */
function renderAsked({ window, analyses, filters = {}, input }: RunReport): readonly string[] {
  if (!window) return [field('Input', shown(JSON.stringify(input)))];
  const narrowed = Object.entries(filters).map(([name, values]) => `${name} ${values.map(shown).join(' or ')}`);
  return [
    field('Window', `${window.from} to ${window.to} (end not included)`),
    field('Analyses', analyses.join(', ')),
    ...(narrowed.length === 0 ? [] : [field('Filters', narrowed.join('; '))]),
  ];
}

function renderFound({ mode, objects = 0, bytes = 0, copy, queries, scannedBytes }: RunReport): readonly string[] {
  const way = mode === 'copy' ? 'copied' : 'read where they lie';
  const scanned = scannedBytes === undefined ? '' : `; ${formatBytes(scannedBytes)} scanned`;
  return [
    ...(mode ? [field('Logs', `${formatCount(objects, 'log object')}, ${formatBytes(bytes)}, ${way}`)] : []),
    ...(copy ? [field('Copy', `job ${copy.jobId}${renderCopied(copy)}`)] : []),
    ...(queries.length === 0 ? [] : [field('Queries', `${renderQueries(queries)}${scanned}`)]),
  ];
}

function renderCopied({ copied, failed = 0 }: NonNullable<RunReport['copy']>): string {
  if (copied === undefined) return '';
  return `: ${formatCount(copied)} copied${failed > 0 ? `, ${formatCount(failed)} failed` : ''}`;
}

function renderQueries(queries: RunReport['queries']): string {
  const states = [...new Set(queries.map(({ state }) => state))];
  return states
    .map((state) => {
      const ids = queries.filter((query) => query.state === state).map(({ id }) => id);
      return `${formatCount(ids.length)} ${state}${state === 'succeeded' ? '' : ` (${ids.join(', ')})`}`;
    })
    .join(', ');
}

function renderMails({ mails }: RunReport): readonly string[] {
  const { started, final } = mails;
  if (started === 'unknown') return [];
  const waits = final === 'waiting' ? ': nobody has confirmed the subscription yet' : '';
  return [field('Mails', `start ${started}, final ${final}${waits}`)];
}

function renderFailure({ failure }: RunReport, style: Style): readonly string[] {
  return failure ? ['', `${style.red(shown(failure.code))}: ${shown(failure.message)}`] : [];
}

function renderAnswers(report: RunReport, style: Style): readonly string[] {
  const { runId, answers, failedAnalyses, partial, lost, coverage } = report;
  if (answers.length === 0 && failedAnalyses.length === 0) return [];
  return [
    '',
    ...answers.flatMap((answer) => renderAnswer(answer)),
    ...failedAnalyses.map(({ id, message }) => `${id}: ${style.red('no answer')}: ${shown(message)}`),
    ...partial.map((reason) => `${style.yellow('partial:')} ${shown(reason)}`),
    ...lost.map(({ key, reason }) => `  not read: ${shown(key)} (${shown(reason)})`),
    ...(coverage ? renderCoverage(coverage, style) : []),
    ...(answers.length === 0 ? [] : ['', `'s3-log-audit fetch --run ${runId}' gets the answers`]),
  ];
}

function renderAnswer(answer: ReportedAnswer): readonly string[] {
  return [
    `${answer.id}: ${rowsOf(answer)}`,
    `  ${answer.csv}`,
    ...answer.notes.map((note) => `  note: ${shown(note)}`),
  ];
}

function rowsOf({ rows, uncounted = false, limit }: Pick<ReportedAnswer, 'rows' | 'uncounted' | 'limit'>): string {
  const cut = limit !== undefined && rows >= limit ? ' (the limit, there may be more)' : '';
  return `${uncounted ? 'more than ' : ''}${formatCount(rows, 'row')}${cut}`;
}

/** One line of a list with a name and a value. */
export function field(name: string, value: string): string {
  return `${name.padEnd(9)} ${value}`;
}

function outcomeOf({ outcome, step }: RunReport): string {
  return outcome === 'running' ? `running: ${step}` : OUTCOMES[outcome];
}

/** An ISO 8601 instant without fractions of a second. */
export function toSecond(instant: string): string {
  return instant.replace(/\.\d+Z$/, 'Z');
}
