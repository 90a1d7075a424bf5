import type { PlainRow } from '../../helpers/local-audit';

/**
 * Deviation: Trino's JSON reader takes keys that differ only by case for one, and keeps the last of them. CloudTrail has
 * such keys in the parameters of some requests (`ownershipControls` and `OwnershipControls`), which `details` shows. What
 * Athena does with them, only a real account can show.
 */
export function withoutKeysThatDifferByCase(row: PlainRow): PlainRow {
  const { details } = row;
  return typeof details === 'string' ? { ...row, details: JSON.stringify(lastOfKeys(JSON.parse(details))) } : row;
}

function lastOfKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lastOfKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const kept = entries.filter(
    ([key], index) => !entries.slice(index + 1).some(([later]) => later.toLowerCase() === key.toLowerCase()),
  );
  return Object.fromEntries(kept.map(([key, member]) => [key, lastOfKeys(member)]));
}
