import { PARSED_COLUMNS, type ParsedColumn } from '../../../log-types/access-logs/parsed-format';
import type { Window } from '../../../shared/utc-dates';
import { literalPath, sqlList } from '../database';
import type { ParsedPart, RecordQueries } from '../log-source';

/** A column of the file beside the raw columns, which may have the same name. */
const PARSED = 'parsed__';

/** Fields that every line has. */
const LEADING_FIELDS = 18;

/**
 * Reads the lines of parsed logs as {@link LogSource} has them. Lines outside the window are left out; those whose time
 * can't be read are not.
 */
export function parsedLogQueries(part: ParsedPart, window: Window): RecordQueries {
  const columns = ['fields', ...PARSED_COLUMNS.map(({ name }) => name)];
  const { place, wanted = 'true' } = part;
  const select = `select line, case when event_time is null then ${place} end as file_index, event_time is not null as regular, event_time,
  ${columns.map((name) => `${name} as ${PARSED}${name}`).join(',\n  ')}\nfrom ${readParsed(part.paths)}`;
  return {
    queries: [
      {
        name: 'source',
        // in two parts, so that groups of rows outside the window are not even read
        sql: `${select}\nwhere ${inWindow(window)} and ${wanted}\nunion all\n${select}\nwhere event_time is null and ${wanted}`,
      },
    ],
    parts: columns.map((name) => PARSED + name),
    field: parsedField,
  };
}

/** Counts the parsed lines that {@link parsedLogQueries} leaves out. */
export function outsideWindowQuery({ paths, wanted = 'true' }: ParsedPart, window: Window): string {
  return `select count(*) from ${readParsed(paths)}
  where event_time is not null and not (${inWindow(window)}) and ${wanted}`;
}

/** The table of parsed logs in some files. Names of folders such as `bucket=x` are not taken for columns. */
export function readParsed(paths: readonly string[], options = ''): string {
  return `read_parquet(${sqlList(paths.map(literalPath))}, union_by_name = false, hive_partitioning = false${options})`;
}

/** As literals: with parameters, DuckDB would not know beforehand which groups of rows to leave out. */
function inWindow({ from, to }: Window): string {
  return [
    'event_time is not null',
    ...(from ? [`event_time >= timestamp '${sqlTimestamp(from)}'`] : []),
    ...(to ? [`event_time < timestamp '${sqlTimestamp(to)}'`] : []),
  ].join(' and ');
}

function sqlTimestamp(instant: Date): string {
  return instant.toISOString().replace('T', ' ').replace('Z', '');
}

/** The field as it stood in the line, as far as the canonical view can tell. */
function parsedField(raw: string): string {
  if (raw === 'time') return "strftime(event_time, '%d/%b/%Y:%H:%M:%S +0000')";
  const column = PARSED_COLUMNS.find((candidate) => candidate.raw === raw) as ParsedColumn;
  const value = column.type === 'varchar' ? PARSED + column.name : `cast(${PARSED}${column.name} as varchar)`;
  const field = `coalesce(${value}, '-')`;
  return column.position > LEADING_FIELDS ? `case when ${PARSED}fields >= ${column.position} then ${field} end` : field;
}
