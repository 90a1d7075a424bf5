import { formatCount } from '../terminal/numbers';
import {
  dayOf,
  fillPeriods,
  hourOf,
  longPeriod,
  parsePeriod,
  shortDay,
  WEEKDAYS,
  weekdayOf,
} from '../traffic/calendar';
import { numberOf, type PanelAnswer } from '../traffic/report-data';
import { type Html, html } from './html';

/** With more days than this a field stands for an hour of the weekday. */
const MOST_DAYS = 31;
const STEPS = 5;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

interface HeatRow {
  readonly label: string;
  readonly fields: readonly { readonly value: number; readonly title: string }[];
}

/**
 * Hours as a table of fields, a row for each day of the span, the darker the more. Nothing when there is nothing to show.
 */
export function renderHeat(
  answer: PanelAnswer,
  column: string,
  label: string,
  span: readonly number[],
): Html | undefined {
  const values = new Map(
    answer.rows.flatMap((row) => {
      const value = numberOf(answer, row, column);
      return value > 0 ? [[parsePeriod(String(row[0])), value] as const] : [];
    }),
  );
  if (values.size === 0) return undefined;
  const days = fillPeriods([...span, ...values.keys()].map(dayOf), 'day');
  const rows = days.length > MOST_DAYS ? byWeekday(values) : byDay(values, days);
  const largest = Math.max(...rows.flatMap(({ fields }) => fields.map(({ value }) => value)));
  const total = [...values.values()].reduce((sum, value) => sum + value, 0);
  return html`<div class="heat"><table>
<caption><strong>${label}</strong> ${formatCount(total)} in all, ${days.length > MOST_DAYS ? 'by weekday' : 'by day'} and hour (UTC)</caption>
<thead><tr><td></td>${HOURS.map((hour) => html`<th scope="col">${hour % 3 === 0 ? String(hour).padStart(2, '0') : html`<span class="hidden">${hour}</span>`}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) => html`
<tr><th scope="row">${row.label}</th>${row.fields.map(({ value, title }) => html`<td class="h${stepOf(value, largest)}" title="${title}: ${formatCount(value)}">${value > 0 && html`<span>${shortNumber(value)}</span>`}</td>`)}</tr>`,
  )}
</tbody></table></div>`;
}

function byDay(values: ReadonlyMap<number, number>, days: readonly number[]): readonly HeatRow[] {
  return days.map((day) => ({
    label: shortDay(day),
    fields: HOURS.map((hour) => {
      const period = day + hour * 3_600_000;
      return { value: values.get(period) ?? 0, title: longPeriod(period, 'hour') };
    }),
  }));
}

function byWeekday(values: ReadonlyMap<number, number>): readonly HeatRow[] {
  return WEEKDAYS.map((weekday) => ({
    label: weekday,
    fields: HOURS.map((hour) => {
      const inField = [...values].filter(([period]) => weekdayOf(period) === weekday && hourOf(period) === hour);
      return {
        value: inField.reduce((sum, [, value]) => sum + value, 0),
        title: `${weekday}, ${String(hour).padStart(2, '0')}:00`,
      };
    }),
  }));
}

/** From 0 for nothing to {@link STEPS}; by the square root, so that one outlier hides the rest no more than it must. */
function stepOf(value: number, largest: number): number {
  if (value === 0) return 0;
  return Math.ceil(Math.sqrt(value / largest) * STEPS);
}

function shortNumber(value: number): string {
  if (value < 1000) return String(value);
  return value < 1e6 ? `${Math.round(value / 1000)}k` : `${Math.round(value / 1e6)}M`;
}
