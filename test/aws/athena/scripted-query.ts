import type { AthenaQueryError } from './athena-engine';
import type { QueryExecution } from './query-execution';

/** How a query ends because a test wants it so. */
export interface ScriptedQuery {
  /** Part of the SQL; any query when absent. */
  readonly sql?: string;
  /** How many queries it is for; 1 when absent, Infinity for all. */
  readonly times?: number;
  readonly error?: AthenaQueryError;
  /** Reason of a cancellation from outside. */
  readonly cancelled?: string;
  /** Runs until the time limit of the account ends it. */
  readonly hangs?: boolean;
  readonly runMs?: number;
  /** In place of what was read. */
  readonly scannedBytes?: number;
}

/** The first script that fits the query and is not used up. */
export function outcomeOf(scripts: ScriptedQuery[], query: QueryExecution): ScriptedQuery | undefined {
  const index = scripts.findIndex(({ sql = '', times = 1 }) => times > 0 && query.request.QueryString.includes(sql));
  const script = scripts[index];
  if (script) scripts[index] = { ...script, times: (script.times ?? 1) - 1 };
  return script;
}
