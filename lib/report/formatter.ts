import type { AuditResult } from './result';

/** Takes the next piece of output; pieces are large, and each is awaited before the next is made. */
export type Sink = (text: string) => Promise<void> | void;

export interface FormatOptions {
  /**
   * Columns of the terminal, for the table.
   * @default 80
   */
  readonly width?: number;
  /**
   * Whether the table is coloured.
   * @default false
   */
  readonly color?: boolean;
  /**
   * Whether CSV text that a spreadsheet would take for a formula gets a leading apostrophe.
   * @default false
   */
  readonly spreadsheetSafe?: boolean;
  /**
   * Whether CSV shows control characters as visible escapes; for output to a terminal. The other formats always do.
   * @default false
   */
  readonly escapeControls?: boolean;
}

/** Writes a whole result to the sink. */
export type Formatter = (result: AuditResult, sink: Sink, options?: FormatOptions) => Promise<void>;
