/** A value of an answer; timestamps are text as in `2026-02-06T00:00:38Z`. */
export type Value = string | number | null;

/** A row of an answer: the columns of the analysis in their order. */
export type Row = Record<string, Value>;

/** Compares two values: ascending, texts by code point, nulls last. */
function compareValues(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareText(String(a), String(b));
}

/** Sorts rows by the leading columns (a `-` before the name: descending), then by all columns in their order. */
export function sortRows(rows: readonly Row[], ...leading: readonly string[]): Row[] {
  return [...rows].sort((a, b) => {
    for (const name of leading) {
      const order = name.startsWith('-')
        ? compareValues(b[name.slice(1)] ?? null, a[name.slice(1)] ?? null)
        : compareValues(a[name] ?? null, b[name] ?? null);
      if (order !== 0) return order;
    }
    for (const name of Object.keys(a)) {
      const order = compareValues(a[name] ?? null, b[name] ?? null);
      if (order !== 0) return order;
    }
    return 0;
  });
}

/** Puts items into groups by the values of a key, and makes one row of each: the key's columns, then the summary's. */
export function groupRows<T>(
  items: readonly T[],
  keyOf: (item: T) => Row,
  summarize: (members: readonly T[]) => Row,
): Row[] {
  const groups = new Map<string, { key: Row; members: T[] }>();
  for (const item of items) {
    const key = keyOf(item);
    const id = JSON.stringify(Object.values(key));
    const group = groups.get(id);
    if (group) group.members.push(item);
    else groups.set(id, { key, members: [item] });
  }
  return [...groups.values()].map(({ key, members }) => ({ ...key, ...summarize(members) }));
}

/** The sum of what is known; 0 when nothing is. */
export function sum(values: readonly (number | null)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}

/** How many different values are known. */
export function distinct(values: readonly (string | null)[]): number {
  return new Set(values.filter((value) => value !== null)).size;
}

/** The largest known value. */
export function largest(values: readonly (number | null)[]): number | null {
  return values.reduce((best, value) => (best === null || (value !== null && value > best) ? value : best), null);
}

/** The smallest known value that at least `percent` of the known values do not exceed (nearest rank). */
export function percentile(values: readonly (number | null)[], percent: number): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  return known[Math.ceil((percent * known.length) / 100) - 1] ?? null;
}

/** A part of a total; null when the total is 0. */
export function share(part: number, total: number): number | null {
  return total === 0 ? null : part / total;
}

function compareText(a: string, b: string): number {
  // JavaScript compares UTF-16 units; UTF-8 bytes have the order of code points.
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
