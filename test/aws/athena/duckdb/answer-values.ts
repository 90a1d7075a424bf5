import { DuckDBDateValue, DuckDBTimestampTZValue, DuckDBTimestampValue, type DuckDBValue } from '@duckdb/node-api';

/** Athena's names for DuckDB's types. */
const TYPES: Readonly<Record<string, string>> = {
  VARCHAR: 'varchar',
  BIGINT: 'bigint',
  // Trino adds bigints up to a bigint
  HUGEINT: 'bigint',
  INTEGER: 'integer',
  DOUBLE: 'double',
  BOOLEAN: 'boolean',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
  TIMESTAMP_MS: 'timestamp',
};

/** @throws Error for a type that no answer has had so far */
export function athenaType(duckDbType: string): string {
  const type = TYPES[duckDbType];
  if (type === undefined) throw new Error(`how Athena writes ${duckDbType} is not known here`);
  return type;
}

/** A value in the text form that Athena writes into its CSV. */
export function athenaText(value: DuckDBValue, type: string): string | null {
  if (value === null) return null;
  if (typeof value === 'number' && type === 'double') return javaDouble(value);
  if (['string', 'bigint', 'number', 'boolean'].includes(typeof value)) return String(value);
  if (value instanceof DuckDBDateValue) return String(value);
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
    return new Date(Number(value.micros / 1000n)).toISOString().replace('T', ' ').replace('Z', '');
  }
  throw new Error(`how Athena writes ${String(value)} is not known here`);
}

/** As Java's Double.toString: at least one digit behind the point, an exponent below 0.001 and from ten million on. */
export function javaDouble(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e7)) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}
