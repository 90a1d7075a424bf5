import { didYouMean } from '../shared/did-you-mean';
import { UsageError } from '../shared/errors';
import { formatCsv } from './csv/format-csv';
import type { Formatter } from './formatter';
import { formatJson } from './json/format-json';
import { formatNdjson } from './json/format-ndjson';
import { formatMarkdown } from './markdown/format-markdown';
import { formatTable } from './terminal/format-table';

/** Formats made here, from rows. */
export type Format = 'table' | 'csv' | 'json' | 'ndjson' | 'markdown';

/** Formats that an engine writes itself, straight to a file. */
export type EngineFormat = 'parquet';

export const formatters: Readonly<Record<Format, Formatter>> = {
  table: formatTable,
  csv: formatCsv,
  json: formatJson,
  ndjson: formatNdjson,
  markdown: formatMarkdown,
};

const ENGINE_FORMATS: readonly EngineFormat[] = ['parquet'];

/** Every name that `--format` takes. */
export const FORMAT_NAMES: readonly string[] = [...Object.keys(formatters), ...ENGINE_FORMATS];

/** Whether the format is one that the engine writes. */
export function isEngineFormat(format: Format | EngineFormat): format is EngineFormat {
  return ENGINE_FORMATS.includes(format as EngineFormat);
}

/** The format of that name; throws UsageError when there is none. */
export function requireFormat(name: string): Format | EngineFormat {
  if (FORMAT_NAMES.includes(name)) return name as Format | EngineFormat;
  throw new UsageError(
    'UNKNOWN_FORMAT',
    `--format is none of ours, got '${name}'; allowed are ${FORMAT_NAMES.join(', ')}${didYouMean(name, FORMAT_NAMES)}`,
  );
}
