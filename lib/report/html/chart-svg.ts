import type { EChartsOption, init } from 'echarts';
import type { ChartSeries, TimeChart } from '../../analyses/report-definition';
import { formatBytes } from '../sizes';
import { clock, hourOf, shortDay } from '../traffic/calendar';

/** Values over time: one list for each series, one value for each period. */
export interface TimeValues {
  readonly kind: 'hour' | 'day';
  readonly periods: readonly number[];
  readonly series: readonly { readonly series: ChartSeries; readonly values: readonly number[] }[];
}

/** Size of a drawing, and where its plot begins and ends. */
export interface ChartFrame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly fontSize: number;
}

/** Beyond so many periods bars are too thin to be seen. */
const MOST_BARS = 120;

/** Draws a chart as SVG. Its colours are variables of the page's style, and it holds no text from the logs. */
export function drawTimeChart(chart: TimeChart, values: TimeValues, frame: ChartFrame): string {
  const drawing = loadInit()(null, null, { renderer: 'svg', ssr: true, width: frame.width, height: frame.height });
  try {
    drawing.setOption(optionOf(chart, values, frame));
    return tidy(drawing.renderToSVGString());
  } finally {
    drawing.dispose();
  }
}

function optionOf({ kind, unit }: TimeChart, values: TimeValues, frame: ChartFrame): EChartsOption {
  const { left, right, top, bottom, fontSize } = frame;
  const label = { color: 'var(--muted)', fontSize, hideOverlap: true };
  const line = { lineStyle: { color: 'var(--line)' } };
  return {
    animation: false,
    grid: { left, right, top, bottom },
    xAxis: {
      type: 'category',
      data: values.periods.map((ms) => periodLabel(ms, values.kind)),
      axisTick: { show: false },
      axisLine: line,
      axisLabel: label,
    },
    yAxis: {
      type: 'value',
      splitNumber: 4,
      ...(unit === 'count' ? { minInterval: 1 } : {}),
      splitLine: line,
      axisLabel: { ...label, formatter: (value: number) => (unit === 'bytes' ? shortBytes(value) : shortCount(value)) },
    },
    series: values.series.map(({ series, values: data }, index) => {
      const color = `var(--tone-${series.tone})`;
      const asBars = kind === 'stacked-bars' && values.periods.length <= MOST_BARS;
      return asBars
        ? {
            type: 'bar' as const,
            stack: 'all',
            data: [...data],
            barCategoryGap: '24%',
            barMaxWidth: 44,
            itemStyle: { color },
            silent: true,
          }
        : {
            type: 'line' as const,
            data: [...data],
            ...(kind === 'stacked-bars' ? { stack: 'all' } : {}),
            // a single point would be invisible as a line
            showSymbol: values.periods.length === 1,
            symbol: 'circle',
            symbolSize: 6,
            lineStyle: { color, width: 2 },
            itemStyle: { color },
            areaStyle: { color, opacity: kind === 'stacked-bars' ? 0.55 : 0.14 },
            z: 2 + index,
            silent: true,
          };
    }),
  };
}

function periodLabel(ms: number, kind: 'hour' | 'day'): string {
  return kind === 'hour' && hourOf(ms) !== 0 ? clock(ms) : shortDay(ms);
}

function shortBytes(value: number): string {
  return value === 0 ? '0' : formatBytes(value).replace('.0 ', ' ');
}

function shortCount(value: number): string {
  if (value < 10_000) return String(value);
  const [divisor, suffix] = value < 1e6 ? [1e3, 'k'] : value < 1e9 ? [1e6, 'M'] : [1e9, 'G'];
  return `${Number((value / divisor).toFixed(1))}${suffix}`;
}

/** Takes away what a page without styles in attributes and without links can't have, or doesn't need. */
function tidy(svg: string): string {
  return (
    svg
      .replace(/<style[^>]*>[\s\S]*?<\/style>/g, '')
      // nothing reaches beyond the plot, and the names of clip paths would have to be unique in the page
      .replace(/<defs\s*>[\s\S]*?<\/defs>/g, '')
      .replace(/ clip-path="[^"]*"/g, '')
      .replace(/ (?:class|ecmeta_\w+|xmlns(?::xlink)?|xml:space|version|baseProfile|pointer-events)="[^"]*"/g, '')
      .replace(/ style="font-size:(\d+)px;[^"]*"/g, ' font-size="$1"')
      .replace(/ style="[^"]*"/g, '')
      .replace(/^<svg width="\d+" height="\d+"/, '<svg aria-hidden="true" focusable="false"')
      .replace(/<rect [^>]*fill="none"><\/rect>/, '')
      .replace(/\n+/g, '')
  );
}

/** Loaded when the first chart is drawn, because that takes longer than many a command. */
function loadInit(): typeof init {
  // the smaller build has bars and lines, and all of the charting library would take twice as long to load
  return (require('echarts/dist/echarts.common.min.js') as { init: typeof init }).init;
}
