import { createHash } from 'node:crypto';
import { formatCount } from '../terminal/numbers';
import { parsePeriod, shortInstant } from '../traffic/calendar';
import { findingsOf } from '../traffic/findings';
import { cellOf, panelOf, type ReportData, type ReportPart } from '../traffic/report-data';
import { completenessText, renderAbout } from './about';
import { groupName, renderGroups } from './groups';
import { type Html, html, raw } from './html';
import { renderPanel } from './panel';
import { SCRIPT } from './script';
import { STYLE } from './style';
import { showText } from './values';

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%232f6fde'/%3E%3Cpath d='M4 12V9m4 3V4m4 8V7' stroke='%23fff' stroke-width='2' stroke-linecap='round'/%3E%3C/svg%3E";

/**
 * The report as one HTML file that needs nothing else: no network, and no script to be read. The policy in its head
 * allows just the style and script that are in it.
 */
export function formatReportHtml(data: ReportData): string {
  const policy = `default-src 'none'; style-src '${hashOf(STYLE)}'; script-src '${hashOf(SCRIPT)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${data.title}</title>
<link rel="icon" href="${raw(ICON)}">
<style>${raw(STYLE)}</style>
</head>
<body>
<div class="shell">
${renderHeader(data)}
${renderNavigation(data)}
<main>${data.grouping ? renderGroups(data, (part, prefix) => renderSections(data, part, prefix)) : renderSections(data, data.parts[0] as ReportPart, '')}
${renderAbout(data)}
</main>
<footer>Made by s3-log-audit. Everything in this page is in this file; it loads nothing.</footer>
</div>
<script>${raw(SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}

function renderHeader(data: ReportData): Html {
  const { coverage, filters, logTypeTitle, title } = data;
  const total =
    coverage.lines === undefined ? formatCount(coverage.records, 'record') : formatCount(coverage.lines, 'line');
  const chips = Object.entries(filters).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => html`<li>${name} <b>${showText(String(one))}</b></li>`),
  );
  return html`<header>
<p class="kicker">S3 log audit · ${logTypeTitle}</p>
<h1>${showText(title)}</h1>
<p class="when">${renderPeriod(data)} · ${total} in ${formatCount(coverage.files, 'file')}, ${completenessText(coverage)}</p>
${chips.length > 0 && html`<ul class="chips" aria-label="Filters">${chips}</ul>`}
</header>`;
}

function renderPeriod({ coverage, window }: ReportData): Html {
  const from = window.from ?? coverage.firstEvent;
  const to = window.to ?? coverage.lastEvent;
  if (from === null || to === null) return html`<strong>no event</strong>`;
  return html`<strong>${shortInstant(from)} – ${shortInstant(to)}</strong> UTC`;
}

function renderNavigation({ parts, grouping }: ReportData): Html {
  const link = (id: string, title: string, below?: Html) =>
    html`<li class="top"><a href="#${id}">${title}</a>${below}</li>`;
  const sections = grouping
    ? [
        link(
          'groups',
          'Groups',
          html`<ul>${parts.map((part, index) => html`<li><a href="#group-${index + 1}">${groupName(part)}</a></li>`)}</ul>`,
        ),
      ]
    : (parts[0]?.sections ?? []).map(({ id, title, panels }) => {
        const links = panels.flatMap(({ panel }) =>
          panel.show.as === 'tiles' ? [] : [html`<li><a href="#${panel.id}">${panel.title}</a></li>`],
        );
        return link(`section-${id}`, title, links.length > 1 ? html`<ul>${links}</ul>` : undefined);
      });
  return html`<nav aria-label="Contents"><ul>${sections}${link('about', 'About this report')}</ul></nav>`;
}

function renderSections(data: ReportData, part: ReportPart, prefix: string): Html {
  const summary = panelOf(part, 'summary');
  const buckets = summary?.rows[0] && Number(cellOf(summary, summary.rows[0], 'buckets') ?? 0);
  const periods = panelOf(part, 'traffic')?.rows.map(([period]) => parsePeriod(String(period))) ?? [];
  const span = periods.filter((_, index) => index === 0 || index === periods.length - 1);
  const place = { data, prefix, hidden: buckets === 1 ? ['bucket'] : [], span };
  return html`${part.sections.map(
    ({ id, title, panels }, index) => html`
<section id="${prefix}section-${id}" aria-labelledby="${prefix}section-${id}-title">
<h2 id="${prefix}section-${id}-title">${title}</h2>
${panels.map((answer) => renderPanel(answer, place))}${index === 0 && renderFindings(part, prefix)}
</section>`,
  )}`;
}

function renderFindings(part: ReportPart, prefix: string): Html | undefined {
  const findings = findingsOf(part);
  if (findings.length === 0) return undefined;
  return html`
<div class="card"><h3>Worth a look</h3>
<ul class="findings">${findings.map(
    ({ tone, text, panel }) => html`
<li class="${tone}"><span class="dot"></span><span>${text.map((piece) => (typeof piece === 'string' ? piece : html`<b>${showText(piece.value)}</b>`))}. <a href="#${prefix}${panel}">More</a></span></li>`,
  )}
</ul></div>`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
