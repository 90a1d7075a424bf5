import { copyFile, mkdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Analysis } from '../../analyses/analysis';
import type { Selection } from '../../analyses/selection';
import type { Answer } from '../../engines/query-engine';
import { type EngineFormat, type Format, formatters, isEngineFormat, requireFormat } from '../../report/formats';
import type { FormatOptions, Sink } from '../../report/formatter';
import type { AuditResult, FilterValue } from '../../report/result';
import { AuditError, UsageError } from '../../shared/errors';
import { formatInstant } from '../../shared/utc-dates';
import type { LocalRun } from '../../workflow/local-run';
import { replaceOutputFile, requireWritable, writeOutputFile } from '../output-file';
import type { OutputHost } from '../output-host';

type AnyFormat = Format | EngineFormat;

const EXTENSIONS: Readonly<Record<AnyFormat, string>> = {
  table: 'txt',
  csv: 'csv',
  json: 'json',
  ndjson: 'ndjson',
  markdown: 'md',
  parquet: 'parquet',
};

/** Formats in which several answers can follow one another on standard output. */
const STREAMABLE: readonly AnyFormat[] = ['table', 'markdown', 'json'];

export interface OutputOptions {
  readonly format?: string;
  readonly output?: string;
  readonly limit?: number;
  readonly spreadsheetSafe?: boolean;
}

/** Where the answers of a run go, and in which form. */
export class RunOutput {
  private constructor(
    private readonly host: OutputHost,
    private readonly format: AnyFormat,
    private readonly several: boolean,
    private readonly options: OutputOptions,
  ) {}

  /**
   * Decides before any work is done.
   * @throws UsageError for a form and place that don't go together, AuditError for a place that can't be written
   */
  static async plan(analysisIds: readonly string[], options: OutputOptions, host: OutputHost): Promise<RunOutput> {
    const several = analysisIds.length > 1 || analysisIds.includes('all');
    const format = chooseFormat(several, options, host);
    requirePlace(several, format, options.output);
    if (options.output !== undefined)
      await (several ? requireFolder(options.output) : requireWritable(options.output, '-o'));
    return new RunOutput(host, format, several, options);
  }

  /** Answers all analyses of the run, one after the other. @returns the notes of the answers and the last coverage */
  async writeAll(run: LocalRun, selection: Selection, signal: AbortSignal): Promise<readonly string[]> {
    const notes: string[] = [];
    const stoppable = stoppableBy(signal);
    const wrap = this.several && this.format === 'json' && this.options.output === undefined;
    if (wrap) await this.host.write('[');
    for (const [index, analysis] of run.analyses.entries()) {
      signal.throwIfAborted();
      const limit = this.options.limit ?? analysis.limit ?? 0;
      const answer = await run.engine.answer(analysis, selection, limit);
      notes.push(...answer.notes.map((note) => (this.several ? `${analysis.id}: ${note}` : note)));
      if (wrap && index > 0) await this.host.write(',');
      await this.write(run, toResult(run, analysis, selection, answer, limit), answer, stoppable);
    }
    if (wrap) await this.host.write(']\n');
    return notes;
  }

  private async write(run: LocalRun, result: AuditResult, answer: Answer, stoppable: SinkWrapper): Promise<void> {
    const { output } = this.options;
    const path =
      output !== undefined && this.several ? join(output, `${result.analysis}.${EXTENSIONS[this.format]}`) : output;
    if (isEngineFormat(this.format)) {
      await writeParquet(run, answer, path as string);
    } else if (path === undefined) {
      await this.writeToTerminalOrPipe(this.format, result, stoppable);
    } else {
      const format = this.format;
      await writeOutputFile(path, '-o', (sink) =>
        formatters[format](result, stoppable(sink), {
          spreadsheetSafe: this.options.spreadsheetSafe === true,
        }),
      );
    }
  }

  private async writeToTerminalOrPipe(format: Format, result: AuditResult, stoppable: SinkWrapper): Promise<void> {
    const { host } = this;
    const sink = stoppable((text) => host.write(text));
    const options: FormatOptions = {
      width: host.width,
      color: host.color,
      spreadsheetSafe: this.options.spreadsheetSafe === true,
      escapeControls: host.isTerminal,
    };
    await formatters[format](result, sink, options);
    if (this.several && format !== 'json') await sink('\n');
  }
}

type SinkWrapper = (sink: Sink) => Sink;

/** Makes sinks that give up when the signal comes, even while nobody takes what they have been given. */
function stoppableBy(signal: AbortSignal): SinkWrapper {
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  stopped.catch(() => {});
  return (sink) => async (text) => {
    signal.throwIfAborted();
    await Promise.race([sink(text), stopped]);
  };
}

function chooseFormat(several: boolean, { format, output }: OutputOptions, host: OutputHost): AnyFormat {
  if (format !== undefined) return requireFormat(format);
  if (output === undefined) return host.isTerminal ? 'table' : 'csv';
  const byExtension = Object.entries(EXTENSIONS).find(
    ([, extension]) => extname(output).toLowerCase() === `.${extension}`,
  );
  return several || !byExtension ? 'csv' : (byExtension[0] as AnyFormat);
}

function requirePlace(several: boolean, format: AnyFormat, output: string | undefined): void {
  if (output !== undefined) return;
  if (isEngineFormat(format))
    throw new UsageError('INVALID_OPTION', `--format ${format} needs a file: add -o answer.${EXTENSIONS[format]}`);
  if (several && !STREAMABLE.includes(format)) {
    throw new UsageError(
      'INVALID_OPTION',
      `several analyses as ${format} need a folder: add -o answers/, or choose --format ${STREAMABLE.join(', ')}`,
    );
  }
}

async function requireFolder(path: string): Promise<void> {
  const stats = await stat(path).catch(() => undefined);
  if (stats && !stats.isDirectory()) {
    throw new AuditError('OUTPUT_FAILED', `-o '${path}' is a file; several analyses need a folder`);
  }
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new AuditError('OUTPUT_FAILED', `-o '${path}' can not be made: ${(cause as Error).message}`, { cause });
  }
}

/** The engine may write to its work folder only. */
async function writeParquet(run: LocalRun, answer: Answer, path: string): Promise<void> {
  const made = join(run.workFolder, 'answer.parquet');
  await replaceOutputFile(path, '-o', async (partial) => {
    await run.engine.writeParquet(made, answer);
    await copyFile(made, partial);
  });
}

function toResult(run: LocalRun, analysis: Analysis, selection: Selection, answer: Answer, limit: number): AuditResult {
  const { from, to } = selection.window;
  return {
    analysis: analysis.id,
    title: analysis.title,
    logType: analysis.logType,
    window: { from: from ? formatInstant(from) : null, to: to ? formatInstant(to) : null },
    filters: filtersOf(selection),
    columns: answer.columns,
    rows: answer.rows,
    rowCount: answer.rowCount,
    truncated: answer.truncated,
    limit,
    coverage: run.coverage(answer.notes),
  };
}

function filtersOf({ filters, includeFailed, by, ownHosts }: Selection): Readonly<Record<string, FilterValue>> {
  return {
    ...filters,
    ...(includeFailed ? { 'include-failed': true } : {}),
    ...(by === undefined ? {} : { by }),
    ...(ownHosts ? { 'own-host': ownHosts } : {}),
  };
}
