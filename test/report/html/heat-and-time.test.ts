import { renderHeat } from '../../../lib/report/html/heat-panel';
import { renderTimeCharts } from '../../../lib/report/html/time-panel';
import type { PanelAnswer } from '../../../lib/report/traffic/report-data';

const ms = (text: string) => Date.parse(text);

/** A panel over time with one number for each period. */
function answerOf(values: Readonly<Record<string, number>>): PanelAnswer {
  const columns = ['period', 'errors'].map((name, index) => ({
    name,
    type: index === 0 ? 'timestamp' : 'integer',
    description: '',
  }));
  const rows = Object.entries(values);
  return { panel: { id: 'p' }, columns, rows, rowCount: rows.length, sums: {} } as unknown as PanelAnswer;
}

const heat = (values: Readonly<Record<string, number>>, span: readonly number[] = []) =>
  renderHeat(answerOf(values), 'errors', 'Errors', span)?.text;
const fields = (markup = '') =>
  [...markup.matchAll(/<td class="h(\d)" title="([^"]*)"/g)].map(([, step, title]) => [title, step]);
const labels = (markup = '') => [...markup.matchAll(/<tr><th scope="row">([^<]*)/g)].map(([, label]) => label);

test('hours have a row for each day of the span, also for days on which nothing was', () => {
  const drawn = heat({ '2026-02-03T14:00:00Z': 9, '2026-02-03T15:00:00Z': 1, '2026-02-04T00:00:00Z': 4 }, [
    ms('2026-02-02T07:00:00Z'),
    ms('2026-02-05T23:00:00Z'),
  ]);
  expect(labels(drawn)).toEqual(['2 Feb', '3 Feb', '4 Feb', '5 Feb']);
  expect(fields(drawn)).toHaveLength(4 * 24);
  expect(fields(drawn).filter(([, step]) => step !== '0')).toEqual([
    ['Tue 3 Feb 2026, 14:00–15:00: 9', '5'],
    ['Tue 3 Feb 2026, 15:00–16:00: 1', '2'],
    ['Wed 4 Feb 2026, 00:00–01:00: 4', '4'],
  ]);
});

test('what is little beside the most is not nothing', () => {
  const drawn = heat({ '2026-02-03T14:00:00Z': 1_000_000, '2026-02-03T15:00:00Z': 1 });
  expect(fields(drawn).filter(([, step]) => step !== '0')).toHaveLength(2);
});

test('over more than a month the hours of a weekday are added up', () => {
  const drawn = heat({ '2026-02-02T10:00:00Z': 3, '2026-03-09T10:00:00Z': 4, '2026-03-08T11:00:00Z': 1 });
  expect(labels(drawn)).toEqual(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']);
  expect(fields(drawn).filter(([, step]) => step !== '0')).toEqual([
    ['Mon, 10:00: 7', '5'],
    ['Sun, 11:00: 1', '2'],
  ]);
});

test('days are shown one by one up to a month', () => {
  expect(labels(heat({ '2026-02-01T10:00:00Z': 1, '2026-03-03T10:00:00Z': 1 }))).toHaveLength(31);
  expect(labels(heat({ '2026-02-01T10:00:00Z': 1, '2026-03-04T10:00:00Z': 1 }))).toHaveLength(7);
});

test('there is no drawing of nothing', () => {
  expect(heat({})).toBeUndefined();
  expect(heat({ '2026-02-01T10:00:00Z': 0 }, [ms('2026-02-01T10:00:00Z')])).toBeUndefined();
});

function charts(values: Readonly<Record<string, readonly [number, number]>>, kind: 'area' | 'stacked-bars'): string {
  const columns = ['period', 'one', 'other'].map((name) => ({ name, type: 'integer', description: '' }));
  const rows = Object.entries(values).map(([period, numbers]) => [period, ...numbers]);
  const answer = { panel: { id: 'p' }, columns, rows, rowCount: rows.length, sums: {} } as unknown as PanelAnswer;
  const series = ['one', 'other'].map((column) => ({ column, label: column, tone: 'main' as const }));
  const chart = { title: 'Requests', kind, unit: 'count', series } as Parameters<typeof renderTimeCharts>[1][number];
  return renderTimeCharts(answer, [chart], 'day')
    .map((markup) => markup.text)
    .join('');
}
const told = (markup: string) => [
  ...new Set([...markup.matchAll(/<title>([^<]*)<\/title>/g)].map(([, title]) => title)),
];

test('charts over time have the days without requests, too', () => {
  expect(told(charts({ '2026-02-02': [1, 2], '2026-02-04': [3, 0] }, 'area'))).toEqual([
    'Mon 2 Feb 2026 · one: 1 · other: 2',
    'Tue 3 Feb 2026 · one: 0 · other: 0',
    'Wed 4 Feb 2026 · one: 3 · other: 0',
  ]);
});

test('the peak is that of the sum where values are stacked, and of the first where they are not', () => {
  const values = { '2026-02-02': [5, 1], '2026-02-03': [4, 4] } as const;
  expect(charts(values, 'stacked-bars')).toContain('most on Tue 3 Feb 2026: 8');
  expect(charts(values, 'area')).toContain('most on Mon 2 Feb 2026: 5');
});

test('there is no chart of nothing', () => {
  expect(charts({ '2026-02-02': [0, 0] }, 'area')).toBe('');
});
