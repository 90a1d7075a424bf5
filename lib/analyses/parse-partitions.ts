import { LOG_TYPES } from '../log-types';
import type { LogTypeId } from '../log-types/log-type';
import { UsageError } from '../shared/errors';
import type { Window } from '../shared/utc-dates';
import { daysOf, type Partitions } from './partitions';

const COLUMNS = ['run', 'org', 'account', 'region', 'source_bucket'] as const;

/**
 * Partitions from texts such as `run=20260301T120000Z-0123abcd`; several for one column mean any of them. Tables with
 * accounts also have days: those that can hold the window.
 * @throws UsageError for a column that no table has
 */
export function parsePartitions(texts: readonly string[], window: Window, logType: LogTypeId): Partitions {
  const values: Partial<Record<(typeof COLUMNS)[number], string[]>> = {};
  for (const text of texts) {
    const [name, ...rest] = text.split('=');
    const column = COLUMNS.find((candidate) => candidate === name);
    if (column === undefined || rest.length === 0) {
      throw new UsageError(
        'INVALID_OPTION',
        `--partition can't be '${text}'; allowed is <column>=<value> with a column of ${COLUMNS.join(', ')}`,
      );
    }
    values[column] = [...(values[column] ?? []), rest.join('=')];
  }
  const { deliveryPaddingMs } = LOG_TYPES[logType];
  return { ...values, ...(values.account ? { day: daysOf(window.from, window.to, deliveryPaddingMs) } : {}) };
}
