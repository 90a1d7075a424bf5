import { formatCount } from '../terminal/numbers';
import { cellOf, numberOf, type PanelAnswer, type ReportData } from '../traffic/report-data';
import { renderHeat } from './heat-panel';
import { type Html, html } from './html';
import { barMark, rangeMark } from './marks';
import { renderTable, type TableOptions } from './table';
import { renderTimeCharts } from './time-panel';
import { formatShare, showCell } from './values';

/** Where a panel stands in the page. */
export interface PanelPlace {
  readonly data: ReportData;
  /** In front of all ids of the part, so that they are unique. */
  readonly prefix: string;
  /** Columns that would say the same in every row of the part. */
  readonly hidden: readonly string[];
  /** First and last hour or day with requests; empty when there is none. */
  readonly span: readonly number[];
}

/** A panel as a card: what it answers, a drawing, and its rows as a table. */
export function renderPanel(answer: PanelAnswer, place: PanelPlace): Html {
  const { panel } = answer;
  if (panel.show.as === 'tiles') return renderTiles(answer, panel.show.tiles);
  const id = `${place.prefix}${panel.id}`;
  return html`
<section class="card" id="${id}" aria-labelledby="${id}-title">
<h3 id="${id}-title">${panel.title}</h3>
<p class="question">${panel.question}</p>
${answer.rows.length === 0 ? html`<p class="nothing">Nothing of this kind.</p>` : renderBody(answer, `${id}-title`, place)}
</section>`;
}

function renderBody(answer: PanelAnswer, id: string, { data, hidden, span }: PanelPlace): Html {
  const { show } = answer.panel;
  const table = (options: Partial<TableOptions>) => renderTable(answer, { id, hidden, ...options });
  switch (show.as) {
    case 'time':
      return html`${renderTimeCharts(answer, show.charts, data.period)}${numbers(table({ whole: true }))}`;
    case 'heat':
      return html`${show.values.map(({ column, label }) => renderHeat(answer, column, label, span))}${numbers(table({ whole: true }))}`;
    case 'ranges':
      return html`${table({ mark: rangeMark(answer, show.low, show.mid, show.high) })}<p class="note">The line goes from the median to the 99th percentile, the mark in it is the 90th; one logarithmic scale for all.</p>`;
    case 'bars':
      return table({ mark: barMark(answer, show.bar), main: show.bar });
    case 'tiles':
      return html``;
  }
}

/** The table behind a drawing. */
function numbers(table: Html): Html {
  return html`<details class="numbers"><summary>The numbers</summary>${table}</details>`;
}

/** Numbers with more digits need a smaller script. */
const LONG_TILE = 7;

type Tiles = Extract<PanelAnswer['panel']['show'], { as: 'tiles' }>['tiles'];

function renderTiles(answer: PanelAnswer, tiles: Tiles): Html {
  const [row = []] = answer.rows;
  return html`
<dl class="tiles">${tiles.map(({ column: name, label, share, tone }) => {
    const column = answer.columns.find((candidate) => candidate.name === name);
    const value = cellOf(answer, row, name);
    const part = share === undefined ? null : cellOf(answer, row, share);
    if (!column) return undefined;
    const isLong = String(value).length > LONG_TILE && !column.unit;
    return html`
<div class="tile${tone && numberOf(answer, row, name) > 0 ? ` ${tone}` : ''}"><dt title="${column.description}">${label}</dt><dd><span class="big${isLong && ' long'}">${value === null ? '–' : column.unit ? showCell(value, column) : formatCount(value as number)}</span>${part !== null && html`<span class="share">${formatShare(Number(part))}</span>`}</dd></div>`;
  })}
</dl>`;
}
