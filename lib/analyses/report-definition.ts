import type { Analysis, CanonicalView } from './analysis';

/** A named SQL expression. */
export interface NamedExpression {
  readonly name: string;
  readonly sql: string;
}

/**
 * Rows of the view grouped once for several panels. Panels select from it by name and find in it its own columns and all
 * those columns of the view that can be made out of them: keys are decoded and hosts are cut out per group, not per row.
 */
export interface Rollup {
  readonly name: string;
  /** An earlier rollup whose groups are grouped, instead of the rows. */
  readonly from?: string;
  /** Condition on the view: the rows that are grouped. */
  readonly rows?: string;
  /** What is grouped by, as expressions over the view. */
  readonly by: readonly NamedExpression[];
  /** What is summed up per group, as aggregates over the view. */
  readonly measures: readonly NamedExpression[];
}

/** Units in which a chart or bar shows its values. */
export type ValueUnit = 'count' | 'bytes';

/** One line, area or stack of bars in a chart over time. */
export interface ChartSeries {
  readonly column: string;
  readonly label: string;
  /** What the series stands for; gives its colour. */
  readonly tone: 'main' | 'second' | 'good' | 'warn' | 'bad';
}

/** A chart over time above the table of a panel. */
export interface TimeChart {
  readonly title: string;
  readonly kind: 'stacked-bars' | 'area';
  readonly unit: ValueUnit;
  readonly series: readonly ChartSeries[];
}

/** A number shown large. */
export interface Tile {
  readonly column: string;
  readonly label: string;
  /** Column with the part of the whole that the number is. */
  readonly share?: string;
  /** How the number is to be taken when it is not 0. @default neutral */
  readonly tone?: 'warn' | 'bad';
}

/** How a panel is shown, beside its table. */
export type PanelView =
  /** One row, of which some numbers are shown large. */
  | { readonly as: 'tiles'; readonly tiles: readonly Tile[] }
  /** Rows that are a list with a bar for one column. */
  | { readonly as: 'bars'; readonly bar: string }
  /** Rows by hour or day. */
  | { readonly as: 'time'; readonly charts: readonly TimeChart[] }
  /** Rows by hour, a field for each hour of each day. */
  | { readonly as: 'heat'; readonly values: readonly { readonly column: string; readonly label: string }[] }
  /** Rows with percentiles. */
  | {
      readonly as: 'ranges';
      readonly category: string;
      readonly low: string;
      readonly mid: string;
      readonly high: string;
    };

/** One part of a report: a folder `queries/<log-type>/report/<id>/`. */
export interface Panel extends Analysis {
  readonly show: PanelView;
  /** Columns that the rows left out by `--top` are summed up in. */
  readonly sums: readonly string[];
  /** Whether `--top` shortens the list; it does not shorten what is over time. */
  readonly isList: boolean;
}

/** A part of the report with a heading. */
export interface ReportSection {
  readonly id: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** The report of a log type, as `queries/<log-type>/report/` defines it. */
export interface ReportDefinition {
  readonly view: CanonicalView;
  readonly rollups: readonly Rollup[];
  readonly sections: readonly ReportSection[];
}
