import type { Panel } from '../../analyses/report-definition';
import type { Coverage } from '../coverage';
import type { Cell, FilterValue, ResultColumn, Row } from '../result';

/** What a panel found. */
export interface PanelAnswer {
  readonly panel: Panel;
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly Row[];
  /** How many rows there are in all; more than `rows` when the list was cut. */
  readonly rowCount: number;
  /** Sums over all rows, by column; only of the columns that the panel sums up. */
  readonly sums: Readonly<Record<string, number | bigint>>;
}

/** The panels of a report under their heading. */
export interface AnsweredSection {
  readonly id: string;
  readonly title: string;
  readonly panels: readonly PanelAnswer[];
}

/** A whole report, or that of one group. */
export interface ReportPart {
  /** What the requests of the group have in common; undefined when the report is not grouped. */
  readonly group?: string | null;
  readonly sections: readonly AnsweredSection[];
}

/** A group of requests, whether or not it has a part of its own. */
export interface ReportGroup {
  readonly value: string | null;
  readonly requests: number;
}

/** Everything that a report says; no format needs more. */
export interface ReportData {
  readonly title: string;
  readonly logType: string;
  readonly logTypeTitle: string;
  /** The audited time as ISO 8601 instants; `to` is exclusive; null where the window is open. */
  readonly window: { readonly from: string | null; readonly to: string | null };
  readonly filters: Readonly<Record<string, FilterValue>>;
  /** What a row of the panels over time stands for. */
  readonly period: 'hour' | 'day';
  /** The largest number of rows of a list, 0 for all. */
  readonly top: number;
  readonly maskedAddresses: boolean;
  /** What the report is grouped by, and all groups, the one with most requests first. */
  readonly grouping?: { readonly by: string; readonly groups: readonly ReportGroup[] };
  /** One part; with a grouping one for each of the first groups. */
  readonly parts: readonly ReportPart[];
  readonly coverage: Coverage;
}

/** The panel of that name, if the report has it. */
export function panelOf(part: ReportPart, id: string): PanelAnswer | undefined {
  return part.sections.flatMap(({ panels }) => panels).find(({ panel }) => panel.id === id);
}

/** The value of a column in a row of a panel. */
export function cellOf({ columns }: PanelAnswer, row: Row, name: string): Cell {
  return row[columns.findIndex((column) => column.name === name)] ?? null;
}

/** The same as a number; 0 for what is none. */
export function numberOf(answer: PanelAnswer, row: Row, name: string): number {
  return Number(cellOf(answer, row, name) ?? 0);
}

/** Rows that are left out: how many, and sums over them by column. */
export interface Rest {
  readonly count: number;
  readonly sums: Readonly<Record<string, number>>;
}

/** What is left out behind the first rows, by default behind those that the answer has. Undefined when nothing is. */
export function restOf(answer: PanelAnswer, shownRows: number = answer.rows.length): Rest | undefined {
  const count = answer.rowCount - shownRows;
  if (count <= 0) return undefined;
  const sums = Object.entries(answer.sums).map(([name, total]) => {
    const shown = answer.rows.slice(0, shownRows).reduce((sum, row) => sum + integerOf(cellOf(answer, row, name)), 0n);
    return [name, Number(BigInt(total) - shown)] as const;
  });
  return { count, sums: Object.fromEntries(sums) };
}

function integerOf(cell: Cell): bigint {
  return typeof cell === 'bigint' ? cell : BigInt(Math.trunc(Number(cell ?? 0)));
}
