import { LOG_TYPE_IDS, type LogTypeId } from '../log-types/log-type';
import { UsageError } from '../shared/errors';
import { parseIpRange } from './ip-range';
import { queryParameterEquals } from './query-parameter';
import type { SqlClause } from './sql-value';

/** One of the fixed set of filters. Several values of one filter mean any of them. */
export interface Filter {
  /** Name as on the command line, without dashes: `key-prefix`. */
  readonly name: string;
  /** What stands for the value in the help. */
  readonly placeholder: string;
  readonly description: string;
  readonly logTypes: readonly LogTypeId[];
  /** Why the filter means nothing for the other log types. */
  readonly reason?: string;
  /** The condition; values are bound, never spliced. @throws UsageError for a value that can't be one */
  clause(values: readonly string[]): SqlClause;
}

export type FilterValues = Readonly<Record<string, readonly string[]>>;

const BOTH = LOG_TYPE_IDS;
const ONLY_ACCESS_LOGS = { logTypes: ['access-logs'], reason: 'CloudTrail does not record it' } as const;
const ONLY_CLOUDTRAIL = { logTypes: ['cloudtrail'], reason: 'S3 server access logs do not record it' } as const;

/** All filters, in the order of the help. */
export const FILTERS: readonly Filter[] = [
  {
    name: 'bucket',
    placeholder: 'name',
    description: 'bucket that the request was made to',
    logTypes: BOTH,
    clause: equals('bucket'),
  },
  { name: 'key', placeholder: 'key', description: 'object key, decoded', logTypes: BOTH, clause: equals('key') },
  {
    name: 'key-prefix',
    placeholder: 'prefix',
    description: 'beginning of the object key, decoded',
    logTypes: BOTH,
    clause: anyOf((value) => ({ sql: 'starts_with(key, ?)', parameters: [value] })),
  },
  {
    name: 'version-id',
    placeholder: 'id',
    description: 'version id in the request',
    logTypes: BOTH,
    clause: equals('version_id'),
  },
  {
    name: 'requester',
    placeholder: 'arn|id',
    description: 'who made the request; * is a wildcard, - means anonymous',
    logTypes: BOTH,
    clause: anyOf(requesterClause),
  },
  {
    name: 'exclude-requester',
    placeholder: 'arn|id',
    description: 'who is left out; * is a wildcard, - means anonymous',
    logTypes: BOTH,
    clause: (values) => {
      const { sql, parameters } = anyOf(requesterClause)(values);
      return { sql: `not coalesce(${sql}, false)`, parameters };
    },
  },
  {
    name: 'operation',
    placeholder: 'name',
    description: 'for example REST.GET.OBJECT or DeleteObject; * is a wildcard',
    logTypes: BOTH,
    clause: anyOf((value) => wildcardClause('operation', value)),
  },
  {
    name: 'remote-ip',
    placeholder: 'ip|cidr',
    description: 'address of the caller, or a CIDR block; IPv4 or IPv6',
    logTypes: BOTH,
    clause: anyOf((value) => {
      const { first, last } = parseIpRange(value);
      return { sql: 'ip_sort_key between ? and ?', parameters: [first, last] };
    }),
  },
  {
    name: 'error-code',
    placeholder: 'code',
    description: 'for example AccessDenied',
    logTypes: BOTH,
    clause: equals('error_code'),
  },
  {
    name: 'request-id',
    placeholder: 'id',
    description: 'id that S3 gave the request',
    logTypes: BOTH,
    clause: equals('request_id'),
  },
  {
    name: 'user-agent-contains',
    placeholder: 'text',
    description: 'part of the user agent, in any case',
    logTypes: BOTH,
    clause: anyOf((value) => ({ sql: 'strpos(lower(user_agent), lower(?)) > 0', parameters: [value] })),
  },
  {
    name: 'status',
    placeholder: '403|4xx',
    description: 'HTTP status, or a class of them',
    ...ONLY_ACCESS_LOGS,
    clause: anyOf(statusClause),
  },
  {
    name: 'uri-contains',
    placeholder: 'text',
    description: 'part of the request line, for example a query string',
    ...ONLY_ACCESS_LOGS,
    clause: anyOf((value) => ({ sql: 'strpos(request_uri, ?) > 0', parameters: [value] })),
  },
  {
    name: 'query-param',
    placeholder: 'name=value',
    description: 'parameter in the query string, decoded',
    ...ONLY_ACCESS_LOGS,
    clause: anyOf(queryParameterEquals),
  },
  {
    name: 'referrer-host',
    placeholder: 'host',
    description: 'host of the Referer header',
    ...ONLY_ACCESS_LOGS,
    clause: anyOf((value) => ({ sql: 'referrer_host = lower(?)', parameters: [value] })),
  },
  {
    name: 'account',
    placeholder: 'id',
    description: 'account whose trail the event is in',
    ...ONLY_CLOUDTRAIL,
    clause: equals('account_id', /^\d{12}$/, '--account is not an account id of 12 digits'),
  },
  {
    name: 'region',
    placeholder: 'region',
    description: 'Region of the request',
    ...ONLY_CLOUDTRAIL,
    clause: equals('region'),
  },
  {
    name: 'access-key-id',
    placeholder: 'id',
    description: 'access key of the caller',
    ...ONLY_CLOUDTRAIL,
    clause: equals('access_key_id'),
  },
];

/** `--own-host` leaves out the host and its subdomains. */
export function ownHostClause(hosts: readonly string[]): SqlClause {
  const { sql, parameters } = anyOf((host) => ({
    sql: "('.' || referrer_host) like ? escape '\\'",
    parameters: [`%.${escapeLike(host.toLowerCase())}`],
  }))(hosts);
  return { sql: `not coalesce(${sql}, false)`, parameters };
}

function equals(column: string, pattern?: RegExp, refusal?: string): Filter['clause'] {
  return (values) => {
    const wrong = pattern && values.find((value) => !pattern.test(value));
    if (wrong !== undefined) throw new UsageError('INVALID_FILTER', `${refusal}, got '${wrong}'`);
    return { sql: `${column} in (${values.map(() => '?').join(', ')})`, parameters: values };
  };
}

function anyOf(clause: (value: string) => SqlClause): Filter['clause'] {
  return (values) => {
    const clauses = values.map(clause);
    return {
      sql: `(${clauses.map(({ sql }) => sql).join(' or ')})`,
      parameters: clauses.flatMap(({ parameters }) => parameters),
    };
  };
}

function requesterClause(value: string): SqlClause {
  return value === '-' ? { sql: 'requester is null', parameters: [] } : wildcardClause('requester', value);
}

function wildcardClause(column: string, value: string): SqlClause {
  return value.includes('*')
    ? { sql: `${column} like ? escape '\\'`, parameters: [escapeLike(value).replaceAll('*', '%')] }
    : { sql: `${column} = ?`, parameters: [value] };
}

function escapeLike(value: string): string {
  return value.replace(/[\\%_]/g, '\\$&');
}

function statusClause(value: string): SqlClause {
  const match = /^([1-5])(\d\d|xx)$/i.exec(value);
  if (!match) {
    throw new UsageError(
      'INVALID_FILTER',
      `--status is not an HTTP status, got '${value}'; allowed are for example 403 and 4xx`,
    );
  }
  if (/^\d+$/.test(value)) return { sql: 'http_status = ?', parameters: [Number(value)] };
  const first = Number(match[1]) * 100;
  return { sql: 'http_status between ? and ?', parameters: [first, first + 99] };
}
