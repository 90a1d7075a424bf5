import { formatBytes } from '../sizes';
import { formatCount } from '../terminal/numbers';
import { harmless } from './harmless';
import { type Mail, makeMail } from './mail';
import type { AnswerFacts, FoundFacts, ResultFacts, RunFacts } from './mail-facts';
import { field, renderFoot, renderFound, renderRun } from './run-lines';

const ABOUT_ROWS =
  'Values in rows are cut at 200 characters, and links in them are made harmless (hxxp, [.]); the files have them whole.';

/** Characters up to which a mail has the first rows. */
const MAX_LENGTH = 50_000;

/** Answers that a subject names. */
const SUBJECT_ANSWERS = 3;

/** Tells the answers: how many rows each has and where it lies, with its first rows, and what it rests on. */
export function renderResultsMail(run: RunFacts, found: FoundFacts, results: ResultFacts): Mail {
  const subject = subjectOf(run, results);
  const whole = renderLines(run, found, results);
  const length = whole.reduce((sum, line) => sum + line.length + 1, 0);
  return makeMail(subject, length <= MAX_LENGTH ? whole : renderLines(run, found, withoutRows(results)));
}

function withoutRows(results: ResultFacts): ResultFacts {
  return {
    ...results,
    answers: results.answers.map((answer) => ({
      ...answer,
      firstRows: [],
      notes: [...answer.notes, 'the mail would be too long with its first rows'],
    })),
  };
}

function renderLines(run: RunFacts, found: FoundFacts, results: ResultFacts): readonly string[] {
  const partial = results.partial.length > 0;
  return [
    partial
      ? 'The audit is done, but PARTIAL: its answers do not rest on all logs of the window.'
      : 'The audit is done.',
    ...results.partial.map((reason) => `- ${reason}`),
    ...results.lost.map(({ key, reason }) => `  not read: ${harmless(key)} (${harmless(reason)})`),
    '',
    ...results.answers.flatMap((answer) => [`${answer.id}: ${rowsOf(answer)}`]),
    '',
    ...renderRun(run),
    ...renderFound(found),
    ...renderCoverage(results),
    field('Scanned', `${formatBytes(results.scannedBytes)} by all queries`),
    ...results.answers.flatMap((answer) => renderAnswer(answer, results.region)),
    ...renderSharing(results),
    ...renderFoot(run),
  ];
}

function subjectOf({ stackName }: RunFacts, { answers, partial }: ResultFacts): string {
  const counts =
    answers.length > SUBJECT_ANSWERS
      ? `${answers.length} analyses`
      : answers.map((answer) => `${answer.id} ${formatCount(answer.rows, 'row')}`).join(', ');
  return `S3 Log Audit${partial.length > 0 ? ': PARTIAL' : ''}: ${counts} (${stackName})`;
}

function rowsOf({ rows, uncounted, limit }: AnswerFacts): string {
  const cut = limit !== undefined && rows >= limit ? ` (the limit, there may be more)` : '';
  return `${uncounted ? 'more than ' : ''}${formatCount(rows, 'row')}${cut}`;
}

function renderCoverage({ coverage }: ResultFacts): readonly string[] {
  if (!coverage) return [];
  const { files, parsed, unparsed, duplicates, outsideWindow, firstEvent, lastEvent } = coverage;
  const [noun, total] = coverage.lines === undefined ? ['record', coverage.records] : ['line', coverage.lines];
  return [
    field(
      'Read',
      `${formatCount(total, noun)} in ${formatCount(files, 'log object')}: ${formatCount(parsed)} parsed, ${formatCount(unparsed)} unparsed, ${formatCount(duplicates, 'duplicate')} dropped, ${formatCount(outsideWindow)} outside the window`,
    ),
    field('Events', firstEvent === null ? 'none in the window' : `from ${firstEvent} to ${lastEvent}`),
    ...(unparsed > 0 ? [field('Note', `${formatCount(unparsed, noun)} of no known form may hide events`)] : []),
  ];
}

function renderAnswer(answer: AnswerFacts, region: string): readonly string[] {
  return [
    '',
    `--- ${answer.id} ---`,
    answer.question,
    field('Rows', rowsOf(answer)),
    field('File', answer.csv),
    field('Download', `aws s3 cp '${answer.csv}' . --region ${region}`),
    field('Console', answer.csvLink),
    field('Query', answer.queryLink),
    ...answer.notes.map((note) => field('Note', note)),
    ...answer.firstRows.flatMap((row, index) => ['', `Row ${index + 1}`, ...renderRow(answer.columns, row)]),
  ];
}

function renderRow(columns: readonly string[], row: readonly (string | null)[]): readonly string[] {
  const width = Math.max(0, ...columns.map(({ length }) => length));
  return columns.flatMap((column, index) => {
    const value = row[index] ?? null;
    return value === null ? [] : [`  ${column.padEnd(width)}  ${harmless(value)}`];
  });
}

function renderSharing({ answers, region }: ResultFacts): readonly string[] {
  const [first] = answers;
  if (!first) return [];
  return [
    '',
    ...(answers.some(({ firstRows }) => firstRows.length > 0) ? [ABOUT_ROWS] : []),
    'To give a file to AWS Support, attach it to the case, or add a link that works for a day:',
    `  aws s3 presign '${first.csv}' --expires-in 86400 --region ${region}`,
  ];
}
