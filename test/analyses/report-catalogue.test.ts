import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { BUILT_IN_QUERIES } from '../../lib/analyses/catalogue';
import { identifiersOf } from '../../lib/analyses/identifiers';
import { answerColumns } from '../../lib/analyses/render';
import { loadReportDefinition, panelsOf } from '../../lib/analyses/report-catalogue';
import type { Panel } from '../../lib/analyses/report-definition';
import { LOG_TYPE_IDS } from '../../lib/log-types/log-type';

const reports = LOG_TYPE_IDS.map((logType) => [logType, loadReportDefinition(logType)] as const);
const panels = reports.flatMap(([logType, report]) =>
  panelsOf(report).map((panel) => [`${logType}/${panel.id}`, panel] as const),
);

test.each(reports)('the report on %s has every panel that there is, each once', (logType, report) => {
  const folders = readdirSync(join(BUILT_IN_QUERIES, logType, 'report'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(
    panelsOf(report)
      .map(({ id }) => id)
      .sort(),
  ).toEqual(folders.sort());
});

test.each(reports)('every rollup of %s is used', (_, report) => {
  const words = identifiersOf(
    panelsOf(report)
      .map(({ sql }) => sql)
      .join('\n'),
  );
  const sources = report.rollups.map(({ from }) => from);
  const unused = report.rollups.filter(({ name }) => !words.has(name) && !sources.includes(name));
  expect(unused.map(({ name }) => name)).toEqual([]);
});

test.each(panels)('%s shows, sorts and sums up columns that it has', (_, panel) => {
  const columns = answerColumns(panel, { window: {}, filters: {} }).map(({ name }) => name);
  expect(columns).toEqual([...new Set(columns)]);
  for (const name of [...panel.sums, ...panel.order.map((key) => key.split(' ')[0]), ...shownColumns(panel)])
    expect(columns).toContain(name);
});

test.each(panels)('%s says what it answers and what its columns are', (_, panel) => {
  expect(panel.title).not.toBe('');
  expect(panel.question).toMatch(/[?)]$/);
  for (const { description } of panel.columns) expect(description).toMatch(/\w{3}/);
});

test.each(panels.filter(([, { show }]) => show.as === 'bars'))('%s sums up what its bars show', (_, panel) => {
  expect(panel.sums).toContain(shownColumns(panel)[0]);
});

function shownColumns({ show }: Panel): readonly string[] {
  switch (show.as) {
    case 'tiles':
      return show.tiles.flatMap(({ column, share }) => [column, ...(share ? [share] : [])]);
    case 'bars':
      return [show.bar];
    case 'time':
      return show.charts.flatMap(({ series }) => series.map(({ column }) => column));
    case 'heat':
      return show.values.map(({ column }) => column);
    case 'ranges':
      return [show.category, show.low, show.mid, show.high];
  }
}
