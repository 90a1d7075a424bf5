import { randomInt } from 'node:crypto';
import type { NamedQuery } from '../../analyses/render';
import {
  ACCESS_LOG_COLUMNS,
  ACCESS_LOG_REGEX,
  QUOTED_COLUMNS,
  REQUEST_TIME,
} from '../../log-types/access-logs/line-format';
import { literalPath, sqlList } from './database';
import type { LogSource, ReadableFiles, RecordQueries } from './log-source';
import { parsedLogQueries } from './parsed-logs/parsed-source';

/** The time as it stands before its zone, when a line is cut at its spaces. */
const TIME = `\\[${REQUEST_TIME}`;
/** Status and five numbers around the error code, as they stand between request URI and referer. */
const NUMBERS = ' (?:-|[0-9]{3}) [^ ]* (?:-|[0-9]+) (?:-|[0-9]+) (?:-|[0-9]+) (?:-|[0-9]+) ';

/**
 * A delimiter that no line has; a line that has it all the same comes as a rejected one. DuckDB drops it from the end of a
 * line without a word, so nobody may know it beforehand: four different control characters, another four in every run.
 */
const NO_DELIMITER = randomControls(4);

/** Where each raw column stands in a regular line: before, in, or behind the quoted fields. */
const REGULAR_FIELDS: Readonly<Record<string, string>> = {
  bucket_owner: 'head[1]',
  bucket: 'head[2]',
  time: "substr(head[3], 2) || ' +0000'",
  remote_ip: 'head[5]',
  requester: 'head[6]',
  request_id: 'head[7]',
  operation: 'head[8]',
  key: 'head[9]',
  request_uri: 'quoted[2]',
  http_status: 'numbers[2]',
  error_code: 'numbers[3]',
  bytes_sent: 'numbers[4]',
  object_size: 'numbers[5]',
  total_time: 'numbers[6]',
  turn_around_time: 'numbers[7]',
  referer: 'quoted[4]',
  user_agent: 'quoted[6]',
};
const TAIL_COLUMNS = columnsFrom('version_id');
const HEAD_COLUMNS = ACCESS_LOG_COLUMNS.map(({ name }) => name).filter((name) => !TAIL_COLUMNS.includes(name));

/**
 * How files are read line by line: nothing is unquoted, and lines with odd bytes are reported instead of dropped, as are
 * those that are longer than some megabytes or `longestLineBytes`.
 */
export function readLines(
  { paths, averageBytes }: Pick<ReadableFiles, 'paths' | 'averageBytes'>,
  longestLineBytes = 0,
): string {
  const lineBytes = Math.max(averageBytes < 4_000_000 ? 1_000_000 : 4_000_000, longestLineBytes);
  // a large buffer for every small file would cost more than reading it
  const buffers = `max_line_size = ${lineBytes}${lineBytes === 4_000_000 ? '' : `, buffer_size = ${2 * lineBytes}`}`;
  return `read_csv(${sqlList(paths.map(literalPath))}, delim = '${NO_DELIMITER}', quote = '', escape = '', header = false,
    auto_detect = false, columns = {'line': 'VARCHAR'}, ${buffers}, store_rejects = true,
    hive_partitioning = false)`;
}

/**
 * Reads the table or query `lines` (columns `line`, `file_index`).
 *
 * A line is regular when it has exactly six quotes and every field between them is in its place; then splitting at the
 * quotes gives the very fields that the regular expression of the format gives, many times faster. Seven parts alone
 * would not do: a client can forge them. Every other line is left to {@link oddLineQueries}.
 *
 * The fields behind the last quote are cut for every line with `cutTail`, else only where they are used. Columns of `lines`
 * that are `carried` go through.
 */
export function regularLineQueries(cutTail: boolean, carried: readonly string[] = []): RecordQueries {
  const more = carried.map((name) => `${name}, `).join('');
  const tail = cutTail ? ", string_split(quoted[7], ' ') as tail" : '';
  const parts = ['head', 'quoted', 'numbers', ...(cutTail ? ['tail'] : [])];
  const queries: NamedQuery[] = [
    {
      name: 'quotes',
      sql: `select line, file_index, ${more}string_split(line, '"') as quoted\nfrom lines\nwhere line is not null`,
    },
    {
      name: 'parts',
      sql: `select *, string_split(quoted[1], ' ') as head, string_split(quoted[3], ' ') as numbers${tail}\nfrom quotes`,
    },
    { name: 'timed', sql: "select *, try_strptime(head[3], '[%d/%b/%Y:%H:%M:%S') as event_time\nfrom parts" },
    {
      name: 'source',
      sql: `select
  line,
  file_index,
  len(quoted) = 7 and len(head) = 10 and head[10] = '' and head[4] = '+0000]'
    and event_time is not null and quoted[5] = ' ' and starts_with(quoted[7], ' ')
    and regexp_full_match(quoted[3], '${NUMBERS}') and regexp_full_match(head[3], '${TIME}') as regular,
  event_time,
  ${more}${parts.join(', ')}
from timed`,
    },
  ];
  return { queries, parts, field: (name) => REGULAR_FIELDS[name] ?? regularTailField(name, cutTail) };
}

/** Whether any of the columns stands behind the last quote, where cutting costs extra. */
function needsTail(columns: ReadonlySet<string>): boolean {
  return TAIL_COLUMNS.some((name) => columns.has(name));
}

/**
 * Reads the table `odd_lines` (columns `line`, `file_index`). Lines with bare dashes in place of quoted fields are cut at
 * the spaces; the rest goes through the regular expression of the format. A line that fits neither, or whose time can't be
 * read, has `regular` false. Columns of `odd_lines` that are `carried` go through.
 */
export function oddLineQueries(carried: readonly string[] = []): RecordQueries {
  const more = carried.map((name) => `\n  ${name},`).join('');
  const queries: NamedQuery[] = [
    {
      name: 'tokenized',
      // spaces within quotes are no separators: chr(1) stands for them while the line is cut
      sql: `select
  line,
  file_index,${more}
  case when len(string_split(line, '"')) % 2 = 1 then len(string_split(line, '"')) // 2 end as quoted_count,
  case
    when quoted_count = 0 then string_split(line, ' ')
    when quoted_count in (1, 2) and not contains(line, chr(1)) then string_split(array_to_string(list_transform(
      string_split(line, '"'), lambda part, position: if(position % 2 = 0, '"' || replace(part, ' ', chr(1)) || '"', part)
    ), ''), ' ')
  end as tokens
from odd_lines`,
    },
    {
      name: 'recognized',
      sql: `select
  *,
  coalesce(len(tokens) >= 19 and regexp_full_match(tokens[3], '${TIME}') and tokens[4] = '+0000]'
    and (tokens[11] = '-' or regexp_full_match(tokens[11], '[0-9]{3}'))
    and ${[13, 14, 15, 16].map((position) => `(tokens[${position}] = '-' or regexp_full_match(tokens[${position}], '[0-9]+'))`).join(' and ')}
    and ${QUOTED_TOKENS.map((token) => `(${token} = '-' or regexp_full_match(${token}, '"[^"]*"'))`).join(' and ')}
    and ${QUOTED_TOKENS.map((token) => `cast(${token} <> '-' as integer)`).join(' + ')} = quoted_count
    and try_strptime(tokens[3], '[%d/%b/%Y:%H:%M:%S') is not null, false) as by_tokens
from tokenized`,
    },
    {
      name: 'extracted',
      sql: `select
  line,
  file_index,${more}
  by_tokens,
  case when quoted_count = 0 then tokens when by_tokens then list_transform(tokens, lambda token: replace(token, chr(1), ' ')) end as tokens,
  case when not by_tokens then system.main.regexp_extract(line, '${WHOLE_LINE}', ${sqlList([...HEAD_COLUMNS, 'tail'])}, 's') end as fields
from recognized`,
    },
    {
      name: 'whole',
      sql: `select
  *,
  case when not by_tokens then string_split(fields.tail, ' ') end as tail
from extracted`,
    },
    {
      name: 'source',
      sql: `select
  line,
  file_index,${more}
  case when by_tokens then try_strptime(tokens[3], '[%d/%b/%Y:%H:%M:%S')
    else try_strptime(fields.time, '%d/%b/%Y:%H:%M:%S +0000') end as event_time,
  (by_tokens or fields.http_status <> '') and event_time is not null as regular,
  ${ODD_PARTS.join(', ')}
from whole`,
    },
  ];
  return { queries, parts: ODD_PARTS, field: oddField };
}

const ODD_PARTS = ['by_tokens', 'tokens', 'fields', 'tail'];

/** Request URI, referer and user agent in a line cut at its spaces, where the time takes two tokens. */
const QUOTED_TOKENS = ['tokens[10]', 'tokens[17]', 'tokens[18]'];

/** The regular expression of the format with its optional fields in one group, which keeps absent and empty ones apart. */
const WHOLE_LINE = `${ACCESS_LOG_REGEX.slice(0, ACCESS_LOG_REGEX.indexOf(' ([^ ]*)(?: ([^ ]*))?'))} ([^ ]*(?: .*)?))$`;

function regularTailField(name: string, cutTail: boolean): string {
  const position = TAIL_COLUMNS.indexOf(name) + 2;
  if (cutTail) return `tail[${position}]`;
  const field = `string_split(quoted[7], ' ')[${position}]`;
  // most lines have no version id, and this one is asked for often, to tell copies
  return name === 'version_id' ? `case when starts_with(quoted[7], ' - ') then '-' else ${field} end` : field;
}

function oddField(name: string): string {
  const tailIndex = TAIL_COLUMNS.indexOf(name);
  if (tailIndex >= 0) return `case when by_tokens then tokens[${tailIndex + 19}] else tail[${tailIndex + 1}] end`;
  const index = HEAD_COLUMNS.indexOf(name);
  // the time takes two tokens
  const token = name === 'time' ? "substr(tokens[3], 2) || ' +0000'" : `tokens[${index < 2 ? index + 1 : index + 2}]`;
  const field = `case when by_tokens then ${token} else fields.${name} end`;
  if (!QUOTED_COLUMNS.includes(name as never)) return field;
  return `case when ${field} = '-' then '-' else substr(${field}, 2, length(${field}) - 2) end`;
}

function randomControls(count: number): string {
  const controls = Array.from({ length: 0x1f }, (_, index) => String.fromCharCode(index + 1)).filter(
    (control) => !/\s/.test(control),
  );
  return Array.from({ length: count }, () => controls.splice(randomInt(controls.length), 1)).join('');
}

function columnsFrom(first: string): readonly string[] {
  const names = ACCESS_LOG_COLUMNS.map(({ name }) => name);
  return names.slice(names.indexOf(first));
}

const IDENTITY = ['request_id', 'operation', 'key', 'version_id'];

/** S3 server access logs for DuckDB. */
export const accessLogSource: LogSource = {
  columns: ACCESS_LOG_COLUMNS.map(({ name }) => name),
  fileQueries: (files, _columns, everywhere) => {
    const { queries, ...cutting } = regularLineQueries(needsTail(everywhere));
    return {
      queries: [{ name: 'lines', sql: `select line, file_index from ${readLines(files)}` }, ...queries],
      ...cutting,
    };
  },
  oddQueries: oddLineQueries(),
  parsedQueries: parsedLogQueries,
  identityColumns: IDENTITY,
  hashedColumns: IDENTITY,
  identity: (column) => {
    const [id, operation, key, version] = IDENTITY.map(column);
    return `case when ${id} <> '-' then hash(${id}, ${operation}, ${key}, ${version}) end`;
  },
};
