import type { Coverage } from '../coverage';
import { formatBytes } from '../sizes';
import { formatCount } from '../terminal/numbers';
import type { ReportData } from '../traffic/report-data';
import { type Html, html } from './html';
import { showText } from './values';

const MOST_PROBLEMS = 50;

/** What the report rests on. */
export function renderAbout({ coverage, logTypeTitle, maskedAddresses, top }: ReportData): Html {
  const facts: readonly (readonly [string, Html | string])[] = [
    ['Logs', `${logTypeTitle}, ${formatCount(coverage.files, 'file')}, ${formatBytes(coverage.bytes)}`],
    ['Read', readText(coverage)],
    ...(coverage.skippedFiles > 0 ? [['Not opened', skippedText(coverage)] as const] : []),
    [
      'Copies',
      coverage.duplicates === 0 ? 'none' : `${formatCount(coverage.duplicates)} dropped; a request counts once`,
    ],
    ...(coverage.outsideWindow > 0
      ? [['Outside the window', `${formatCount(coverage.outsideWindow)} left out`] as const]
      : []),
    ...(maskedAddresses ? [['Addresses', 'shown without their last part'] as const] : []),
    ['Lists', top === 0 ? 'whole' : `the first ${formatCount(top)} rows; what is left out is summed up below them`],
    ['Times', 'UTC'],
  ];
  return html`
<section id="about" aria-labelledby="about-title">
<h2 id="about-title">About this report</h2>
<div class="card">
<dl class="facts">${facts.map(([term, fact]) => html`<dt>${term}</dt><dd>${fact}</dd>`)}</dl>
${renderProblems(coverage)}
<p class="note">Access logs are delivered on a best-effort basis: nearly all lines come within hours, a few later, some never. Referrers and programs are what clients said of themselves.</p>
</div>
</section>`;
}

/** One line for the top of the page: whether the report is complete. */
export function completenessText(coverage: Coverage): string {
  const { unparsed, unreadable } = coverage;
  if (unreadable.length > 0)
    return `incomplete: ${formatCount(unreadable.length, 'file')} could not be read to the end`;
  return unparsed > 0 ? `${formatCount(unparsed)} not understood` : 'all understood';
}

function readText({ lines, records, parsed, unparsed }: Coverage): string {
  const total = lines === undefined ? formatCount(records, 'record') : formatCount(lines, 'line');
  return unparsed === 0
    ? `${total}, all understood`
    : `${total}: ${formatCount(parsed)} understood, ${formatCount(unparsed)} of no known form`;
}

function skippedText({ skippedFiles, skippedFilesByReason }: Coverage): string {
  const reasons = Object.entries(skippedFilesByReason).filter(([, count]) => count > 0);
  return `${formatCount(skippedFiles, 'file')} (${reasons.map(([reason, count]) => `${formatCount(count)} ${reason}`).join(', ')})`;
}

function renderProblems({ unreadable, notes }: Coverage): Html | undefined {
  if (unreadable.length === 0 && notes.length === 0) return undefined;
  const shown = unreadable.slice(0, MOST_PROBLEMS);
  return html`<ul class="problems">${notes.map((note) => html`<li>${note}</li>`)}${shown.map(
    ({ file, reason, partial }) =>
      html`<li><b>${partial ? 'partly read' : 'unreadable'}:</b> ${showText(file)}: ${showText(reason)}</li>`,
  )}${unreadable.length > shown.length && html`<li>… and ${formatCount(unreadable.length - shown.length, 'more file')}</li>`}</ul>`;
}
