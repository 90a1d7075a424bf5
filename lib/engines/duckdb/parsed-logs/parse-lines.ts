import type { NamedQuery } from '../../../analyses/render';
import { QUOTED_COLUMNS } from '../../../log-types/access-logs/line-format';
import { PARSED_COLUMNS, type ParsedColumn } from '../../../log-types/access-logs/parsed-format';
import { oddLineQueries, regularLineQueries } from '../access-log-source';

/** Prefix of what the first of two ways to cut a line has found. */
const REGULAR = 'regular__';

/**
 * Parses `lines` (columns `line`, `file_index`, `line_bytes`) in their order, regular and odd ones in one pass: the columns
 * of parsed logs, in the query `parsed`.
 */
export function parseLines(lines: NamedQuery): readonly NamedQuery[] {
  const regular = regularLineQueries(true, ['line_bytes']);
  const fields = PARSED_COLUMNS.map(({ raw }) => raw);
  const carried = [
    'whole_line',
    'line_bytes',
    ...['regular', 'event_time', 'fields', ...fields].map((name) => REGULAR + name),
  ];
  const odd = oddLineQueries(carried);
  return [
    lines,
    ...regular.queries,
    {
      name: 'odd_lines',
      sql: [
        'select',
        [
          '  case when not regular then line end as line',
          '  line as whole_line',
          '  line_bytes',
          '  file_index',
          `  regular as ${REGULAR}regular`,
          `  event_time as ${REGULAR}event_time`,
          `  len(tail) + 16 as ${REGULAR}fields`,
          ...fields.map((name) => `  case when regular then ${regular.field(name)} end as ${REGULAR}${name}`),
        ].join(',\n'),
        'from source',
      ].join('\n'),
    },
    ...odd.queries.map((query) => (query.name === 'source' ? { ...query, name: 'cut_lines' } : query)),
    {
      name: 'typed',
      sql: [
        'select',
        [
          `  whole_line`,
          '  line_bytes',
          '  file_index',
          `  case when ${REGULAR}regular then ${REGULAR}event_time when regular then event_time end as event_time`,
          `  case when ${REGULAR}regular then ${REGULAR}fields when regular and by_tokens then len(tokens) - 1
    when regular then len(tail) + 17 end as fields`,
          ...PARSED_COLUMNS.map((column) => `  ${typed(column, odd.field(column.raw))} as ${column.name}`),
        ].join(',\n'),
        'from cut_lines',
      ].join('\n'),
    },
    {
      name: 'parsed',
      sql: [
        'select',
        [
          '  event_time',
          ...PARSED_COLUMNS.map(({ name }) => `  ${name}`),
          '  cast(fields as integer) as fields',
          '  cast(file_index as integer) as file',
          `  case when line_bytes is not null or event_time is null\n    or whole_line <> ${rebuiltLine()} then whole_line end as line`,
          '  line_bytes',
        ].join(',\n'),
        'from typed',
      ].join('\n'),
    },
  ];
}

/** The line that the columns stand for. */
export function rebuiltLine(): string {
  const parts = PARSED_COLUMNS.map((column) => {
    const text = `coalesce(${column.type === 'varchar' ? column.name : `cast(${column.name} as varchar)`}, '-')`;
    if (QUOTED_COLUMNS.includes(column.raw as never)) return `'"' || ${text} || '"'`;
    return column.position > 18 ? `case when fields >= ${column.position} then ${text} end` : text;
  });
  parts.splice(2, 0, "strftime(event_time, '[%d/%b/%Y:%H:%M:%S +0000]')");
  return `concat_ws(' ', ${parts.join(', ')})`;
}

function typed({ raw, type }: ParsedColumn, oddField: string): string {
  const field = `case when ${REGULAR}regular then ${REGULAR}${raw} when regular then ${oddField} end`;
  const text = `nullif(${field}, '-')`;
  return type === 'varchar' ? text : `try_cast(${text} as ${type})`;
}
