import { extname, join } from 'node:path';
import { type EngineFormat, type Format, formatters, isEngineFormat, requireFormat } from '../report/formats';
import type { FormatOptions, Sink } from '../report/formatter';
import type { AuditResult } from '../report/result';
import { UsageError } from '../shared/errors';
import { requireFolder, requireWritable, writeOutputFile } from './output-file';
import type { OutputHost } from './output-host';

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

/** An answer that can be written in every form. */
export interface WritableAnswer {
  readonly result: AuditResult;
  /** Writes it as a Parquet file in place of that path. */
  writeParquet(path: string): Promise<void>;
}

/** Where the answers of a command go, and in which form. */
export class AnswerOutput {
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
  static async plan(several: boolean, options: OutputOptions, host: OutputHost): Promise<AnswerOutput> {
    const format = chooseFormat(several, options, host);
    requirePlace(several, format, options.output);
    if (options.output !== undefined)
      await (several
        ? requireFolder(options.output, 'several analyses need a folder')
        : requireWritable(options.output, '-o'));
    return new AnswerOutput(host, format, several, options);
  }

  /** Writes all answers, one after the other; each is asked for when the one before is written. */
  async writeAll(answers: AsyncIterable<WritableAnswer>, signal: AbortSignal): Promise<void> {
    const stoppable = stoppableBy(signal);
    const wrap = this.several && this.format === 'json' && this.options.output === undefined;
    let separator = wrap ? '[' : '';
    for await (const answer of answers) {
      if (separator !== '') await this.host.write(separator);
      if (wrap) separator = ',';
      await this.write(answer, stoppable);
      signal.throwIfAborted();
    }
    if (wrap) await this.host.write(separator === '[' ? '[]\n' : ']\n');
  }

  private async write({ result, writeParquet }: WritableAnswer, stoppable: SinkWrapper): Promise<void> {
    const { output } = this.options;
    const path =
      output !== undefined && this.several ? join(output, `${result.analysis}.${EXTENSIONS[this.format]}`) : output;
    if (isEngineFormat(this.format)) {
      await writeParquet(path as string);
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
