import type { ResultColumn } from '../result';
import { formatCount } from '../terminal/numbers';
import { cellOf, panelOf, type ReportData, type ReportPart } from '../traffic/report-data';
import { type Html, html } from './html';
import { renderBar } from './marks';
import { labelOf, showCell, showText } from './values';

/** Columns of a group's summary that groups are compared by. */
const COMPARED = ['requests', 'downloads', 'uploads', 'bytes_sent', 'bytes_out', 'errors', 'remote_ips'];

/** The value that the requests of a group have in common. */
export function groupName({ group = null }: ReportPart): Html {
  return group === null ? html`<span class="none">none</span>` : showText(group);
}

/** The groups side by side, and below them a folded report for each. */
export function renderGroups(data: ReportData, renderPart: (part: ReportPart, prefix: string) => Html): Html {
  const { grouping, parts } = data;
  const { by, groups } = grouping ?? { by: '', groups: [] };
  const total = groups.reduce((sum, { requests }) => sum + requests, 0);
  return html`
<section id="groups" aria-labelledby="groups-title">
<h2 id="groups-title">By ${showText(by)}</h2>
<div class="card"><p class="question">${formatCount(groups.length, 'group')}, ${formatCount(total, 'request')}</p>
${renderComparison(data)}</div>
${parts.map(
  (part, index) => html`
<details class="part" id="group-${index + 1}"><summary>${groupName(part)} · ${formatCount(groups[index]?.requests ?? 0, 'request')}</summary>
${renderPart(part, `group-${index + 1}-`)}
</details>`,
)}
</section>`;
}

function renderComparison({ grouping, parts }: ReportData): Html {
  const groups = grouping?.groups ?? [];
  const summary = parts[0] && panelOf(parts[0], 'summary');
  const columns = COMPARED.flatMap((name) => summary?.columns.find((column) => column.name === name) ?? []);
  const most = groups[0]?.requests ?? 0;
  const rest = groups.slice(parts.length);
  return html`<div class="list" data-first="0"><table role="table" aria-labelledby="groups-title">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col" data-type="text">Group</th>${columns.map(
    (column) =>
      html`<th role="columnheader" scope="col" class="num" data-type="number" title="${column.description}">${labelOf(column)}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">${parts.map((part, index) => renderRow(part, index, columns, most))}</tbody>${
    rest.length > 0 &&
    html`<tfoot role="rowgroup"><tr role="row"><td role="cell" class="label"><span class="v">… and ${formatCount(rest.length)} more</span></td><td role="cell" class="num" data-label="Requests"><span class="v">${formatCount(rest.reduce((sum, { requests }) => sum + requests, 0))}</span></td>${columns.slice(1).map(() => html`<td role="cell" class="void"></td>`)}</tr></tfoot>`
  }
</table></div>`;
}

function renderRow(part: ReportPart, index: number, columns: readonly ResultColumn[], most: number): Html {
  const summary = panelOf(part, 'summary');
  const [row = []] = summary?.rows ?? [];
  const summed = (name: string) => (summary ? cellOf(summary, row, name) : null);
  const cells = columns.map((column) => {
    const value = summed(column.name);
    return html`<td role="cell" class="num" data-label="${labelOf(column)}" data-value="${String(value)}"><span class="v">${showCell(value, column)}</span></td>`;
  });
  return html`
<tr role="row"><td role="cell" class="label"><span class="v"><a href="#group-${index + 1}">${groupName(part)}</a></span>${renderBar(most === 0 ? 0 : Number(summed('requests')) / most)}</td>${cells}</tr>`;
}
