import type { DuckDBConnection } from '@duckdb/node-api';
import type { GlueTable } from '../../glue/glue-table';
import { AthenaQueryError } from '../athena-engine';
import { columnsOf, type Node, renderSelect, staticValues } from './syntax-tree';

/** Values of the partition columns, and where their files lie. */
export interface Partition {
  readonly values: Readonly<Record<string, string>>;
  /** `s3://bucket/prefix`, as the template gives it. */
  readonly location: string;
}

/**
 * The partitions that Athena's projection makes for these conditions.
 * Source: https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 */
export async function projectPartitions(
  connection: DuckDBConnection,
  table: GlueTable,
  conditions: readonly Node[],
  now: Date,
): Promise<readonly Partition[]> {
  const columns = (table.PartitionKeys ?? []).map(({ Name }) => Name);
  const location = table.StorageDescriptor.Location ?? '';
  if (columns.length === 0) return [{ values: {}, location }];
  const properties = table.Parameters ?? {};
  if (properties['projection.enabled'] !== 'true') throw new Error(`${table.Name} has partitions without a projection`);
  let combinations: Record<string, string>[] = [{}];
  for (const column of columns) {
    const about = conditions.filter((condition) => {
      const names = columnsOf(condition);
      return names.has(column) && names.size === 1;
    });
    const candidates = candidatesOf(column, properties, about, now);
    const values = await valuesThatMeet(connection, column, candidates, about);
    combinations = combinations.flatMap((rest) => values.map((value) => ({ ...rest, [column]: value })));
  }
  const template = properties['storage.location.template'];
  if (template === undefined) throw new Error(`${table.Name} has no storage.location.template`);
  return combinations.map((values) => ({ values, location: fillTemplate(template, values) }));
}

type Properties = Readonly<Record<string, string>>;

function candidatesOf(
  column: string,
  properties: Properties,
  conditions: readonly Node[],
  now: Date,
): readonly string[] {
  const property = (name: string) => properties[`projection.${column}.${name}`];
  switch (property('type')) {
    case 'injected':
      return injectedValues(column, conditions);
    case 'enum':
      return (property('values') ?? '').split(',');
    case 'date':
      return projectedDays(property, now);
    default:
      throw new Error(`the projection ${property('type')} of ${column} is not known here`);
  }
}

function injectedValues(column: string, conditions: readonly Node[]): readonly string[] {
  const lists = conditions.map((condition) => staticValues(condition, column));
  if (lists.length === 0 || lists.includes(undefined)) {
    throw injectedWithoutValue(column);
  }
  return [...new Set(lists.flatMap((list) => list ?? []))];
}

/** Athena's refusal of a query that leaves the values of an injected column open. */
export function injectedWithoutValue(column: string): AthenaQueryError {
  return new AthenaQueryError(
    `CONSTRAINT_VIOLATION: For the injected projected partition column ${column}, the WHERE clause must contain only static equality conditions, and at least one such condition must be present.`,
    2,
    false,
  );
}

const FORMATS: Readonly<Record<string, { readonly form: RegExp; readonly separator: string }>> = {
  'yyyy/MM/dd': { form: /^\d{4}\/\d{2}\/\d{2}$/, separator: '/' },
  'yyyy-MM-dd': { form: /^\d{4}-\d{2}-\d{2}$/, separator: '-' },
};
const DAY_MS = 86_400_000;

function projectedDays(property: (name: string) => string | undefined, now: Date): readonly string[] {
  const format = FORMATS[property('format') ?? ''];
  const unit = property('interval.unit') ?? 'DAYS';
  if (!format || unit !== 'DAYS' || (property('interval') ?? '1') !== '1') {
    throw new Error(`the date projection ${property('format')} by ${property('interval')} ${unit} is not known here`);
  }
  const [from, to] = (property('range') ?? '').split(',').map((text) => dayOf(text.trim(), format.form, now));
  if (from === undefined || to === undefined) throw new Error(`a date projection needs a range of two days`);
  return Array.from({ length: to - from + 1 }, (_, index) =>
    new Date((from + index) * DAY_MS).toISOString().slice(0, 10).replaceAll('-', format.separator),
  );
}

/** Days since 1970. */
function dayOf(text: string, form: RegExp, now: Date): number {
  const [relative, sign, days] = /^NOW(?:([+-])(\d+)DAYS?)?$/.exec(text) ?? [];
  const today = Math.floor(now.getTime() / DAY_MS);
  if (relative !== undefined) return days === undefined ? today : today + Number(`${sign}${days}`);
  if (!form.test(text)) throw new Error(`the end ${text} of a date projection's range is not known here`);
  return Date.parse(`${text.replaceAll('/', '-')}T00:00:00Z`) / DAY_MS;
}

async function valuesThatMeet(
  connection: DuckDBConnection,
  column: string,
  candidates: readonly string[],
  conditions: readonly Node[],
): Promise<readonly string[]> {
  if (conditions.length === 0) return candidates;
  await connection.run(`create or replace temp table candidates as select unnest($1::varchar[]) as "${column}"`, [
    JSON.stringify(candidates),
  ]);
  const reader = await connection.runAndReadAll(await renderSelect(connection, 'candidates', conditions));
  return reader.getRows().map(([value]) => String(value));
}

function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\$\{(\w+)\}/g, (placeholder, column: string) => {
    const value = values[column];
    if (value === undefined) throw new Error(`${placeholder} of the location template is no partition column`);
    return value;
  });
}
