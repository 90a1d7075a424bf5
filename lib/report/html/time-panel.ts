import type { TimeChart } from '../../analyses/report-definition';
import { formatBytes } from '../sizes';
import { formatCount } from '../terminal/numbers';
import { fillPeriods, longPeriod, parsePeriod } from '../traffic/calendar';
import { numberOf, type PanelAnswer } from '../traffic/report-data';
import { type ChartFrame, drawTimeChart, type TimeValues } from './chart-svg';
import { type Html, html, raw } from './html';

const WIDE: ChartFrame = { width: 900, height: 210, left: 58, right: 8, top: 12, bottom: 26, fontSize: 12 };
const NARROW: ChartFrame = { width: 360, height: 190, left: 50, right: 4, top: 10, bottom: 24, fontSize: 11 };

/** More than so many places to point at would make the page heavy. */
const MOST_HINTS = 400;

/** The charts of a panel over time: one drawing for screens and paper, one for phones. */
export function renderTimeCharts(
  answer: PanelAnswer,
  charts: readonly TimeChart[],
  kind: 'hour' | 'day',
): readonly Html[] {
  return charts.flatMap((chart) => {
    const values = valuesOf(answer, chart, kind);
    const isEmpty = values.series.every((series) => series.values.every((value) => value === 0));
    return isEmpty ? [] : [renderChart(chart, values)];
  });
}

function renderChart(chart: TimeChart, values: TimeValues): Html {
  const drawing = (frame: ChartFrame, name: string) =>
    html`<div class="chart ${name}">${raw(withHints(drawTimeChart(chart, values, frame), chart, values, frame))}</div>`;
  return html`<figure class="time">
<figcaption><strong>${chart.title}</strong> per ${values.kind}${values.series.map(({ series }) => html` <span class="key tone-${series.tone}">${series.label}</span>`)}<span class="peak">${describePeak(chart, values)}</span></figcaption>
${drawing(WIDE, 'for-wide')}${drawing(NARROW, 'for-narrow')}
</figure>`;
}

function valuesOf(answer: PanelAnswer, { series }: TimeChart, kind: 'hour' | 'day'): TimeValues {
  const rows = new Map(answer.rows.map((row) => [parsePeriod(String(row[0])), row]));
  const periods = fillPeriods([...rows.keys()], kind);
  return {
    kind,
    periods,
    series: series.map((one) => ({
      series: one,
      values: periods.map((period) => {
        const row = rows.get(period);
        return row ? numberOf(answer, row, one.column) : 0;
      }),
    })),
  };
}

function describePeak({ kind: form, unit }: TimeChart, { kind, periods, series }: TimeValues): string {
  // areas stand behind one another, so the first one has the peak of its own
  const added = form === 'area' ? series.slice(0, 1) : series;
  const totals = periods.map((_, index) => added.reduce((sum, { values }) => sum + (values[index] ?? 0), 0));
  const most = Math.max(...totals);
  const when = periods[totals.indexOf(most)] ?? 0;
  return `most on ${longPeriod(when, kind)}: ${formatValue(most, unit)}`;
}

/** Adds a strip over each period that lights up and tells its values when it is pointed at. */
function withHints(svg: string, { unit }: TimeChart, values: TimeValues, frame: ChartFrame): string {
  const { periods, series, kind } = values;
  if (periods.length > MOST_HINTS) return svg;
  const width = (frame.width - frame.left - frame.right) / periods.length;
  const height = frame.height - frame.top - frame.bottom;
  const strips = periods.map((period, index) => {
    const told = series.map(({ series: { label }, values: all }) => `${label}: ${formatValue(all[index] ?? 0, unit)}`);
    return html`<rect x="${(frame.left + index * width).toFixed(1)}" y="${frame.top}" width="${width.toFixed(1)}" height="${height}"><title>${[longPeriod(period, kind), ...told].join(' · ')}</title></rect>`;
  });
  return svg.replace('</svg>', `${html`<g class="hints">${strips}</g>`.text}</svg>`);
}

function formatValue(value: number, unit: TimeChart['unit']): string {
  return unit === 'bytes' ? formatBytes(value) : formatCount(value);
}
