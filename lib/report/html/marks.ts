import { numberOf, type PanelAnswer } from '../traffic/report-data';
import { type Html, html } from './html';
import { largestOf, type TableOptions } from './table';

type Mark = NonNullable<TableOptions['mark']>;

/** A bar for each row, the largest value being the whole width. */
export function barMark(answer: PanelAnswer, column: string): Mark {
  const largest = largestOf(answer, column);
  return (row) => renderBar(largest === 0 ? 0 : numberOf(answer, row, column) / largest);
}

/** A bar that is a part of the whole width. */
export function renderBar(part: number): Html {
  const width = part === 0 ? 0 : Math.max(0.6, part * 100);
  return html`<svg class="bar" aria-hidden="true" viewBox="0 0 100 1" preserveAspectRatio="none"><rect width="${width.toFixed(2)}" height="1"/></svg>`;
}

/** A line from the low to the high value of each row with a point at the middle one, on one logarithmic scale for all rows. */
export function rangeMark(answer: PanelAnswer, low: string, mid: string, high: string): Mark {
  const largest = Math.log(1 + largestOf(answer, high)) || 1;
  const place = (row: PanelAnswer['rows'][number], column: string) =>
    (Math.log(1 + numberOf(answer, row, column)) / largest) * 100;
  return (row) => {
    const [from, point, to] = [place(row, low), place(row, mid), place(row, high)] as const;
    const width = Math.max(0.8, to - from);
    return html`<svg class="range" aria-hidden="true" viewBox="0 0 100 1" preserveAspectRatio="none"><rect class="track" width="100" height="1"/><rect class="span" x="${from.toFixed(2)}" width="${width.toFixed(2)}" height="1"/><rect class="point" x="${Math.max(0, point - 0.4).toFixed(2)}" width="0.8" height="1"/></svg>`;
  };
}
