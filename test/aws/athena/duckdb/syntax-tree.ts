import type { DuckDBConnection } from '@duckdb/node-api';
import { AthenaQueryError } from '../athena-engine';

/** A node of DuckDB's syntax tree, as its function json_serialize_sql gives it. */
export type Node = { readonly [member: string]: unknown };

/** A place where a query reads a table, and the conditions that all rows of it must meet there. */
export interface TableRead {
  readonly table: string;
  readonly schema: string;
  readonly conditions: readonly Node[];
}

/** @throws AthenaQueryError SYNTAX_ERROR */
export async function parseSql(connection: DuckDBConnection, sql: string): Promise<Node> {
  const reader = await connection.runAndReadAll('select json_serialize_sql($1::varchar)', [sql]);
  // places in the text, for error messages; "nowhere" is a number that JavaScript can't keep
  const json = String(reader.getRows()[0]?.[0]).replace(/"query_location":\d+/g, '"query_location":0');
  const tree = JSON.parse(json) as Node;
  if (tree.error) throw new AthenaQueryError(`SYNTAX_ERROR: ${String(tree.error_message)}`, 2, false);
  return tree;
}

/** Every place where a table is read; names of CTEs are among them. */
export function tableReads(tree: Node): readonly TableRead[] {
  const reads: TableRead[] = [];
  visit(tree, []);
  return reads;

  function visit(value: unknown, conditions: readonly Node[]): void {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, conditions);
    } else if (isNode(value)) {
      if (value.type === 'BASE_TABLE') {
        reads.push({ table: String(value.table_name), schema: String(value.schema_name), conditions });
      }
      const own = value.type === 'SELECT_NODE' ? conjuncts(value.where_clause) : conditions;
      for (const [name, member] of Object.entries(value)) {
        // a subquery of the condition is not under the condition
        visit(member, name === 'where_clause' ? [] : own);
      }
    }
  }
}

/** Whether a `?` stands where Athena takes none: anywhere but in a WHERE. */
export function hasParameterOutsideWhere(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasParameterOutsideWhere);
  if (!isNode(value)) return false;
  if (value.class === 'PARAMETER') return true;
  return Object.entries(value).some(([name, member]) => name !== 'where_clause' && hasParameterOutsideWhere(member));
}

function conjuncts(condition: unknown): readonly Node[] {
  if (!isNode(condition)) return [];
  return condition.type === 'CONJUNCTION_AND' ? (condition.children as Node[]).flatMap(conjuncts) : [condition];
}

/** Names of the columns in an expression; empty for one without. */
export function columnsOf(value: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  visit(value);
  return names;

  function visit(item: unknown): void {
    if (Array.isArray(item)) item.forEach(visit);
    else if (isNode(item)) {
      if (item.class === 'COLUMN_REF') names.add((item.column_names as string[]).at(-1) ?? '');
      Object.values(item).forEach(visit);
    }
  }
}

/** The texts that a column is compared with by `=` or `in`; undefined for any other condition. */
export function staticValues(condition: Node, column: string): readonly string[] | undefined {
  const isColumn = (node: unknown) => isNode(node) && node.class === 'COLUMN_REF' && columnsOf(node).has(column);
  if (condition.type === 'COMPARE_EQUAL') {
    const { left, right } = condition;
    if (isColumn(left)) return constants([right]);
    return isColumn(right) ? constants([left]) : undefined;
  }
  if (condition.type !== 'COMPARE_IN') return undefined;
  const [tested, ...values] = condition.children as Node[];
  return isColumn(tested) ? constants(values) : undefined;
}

function constants(nodes: readonly unknown[]): readonly string[] | undefined {
  const values = nodes.map((node) => (isNode(node) && node.class === 'CONSTANT' ? (node.value as Node) : undefined));
  return values.every((value) => value && value.is_null === false)
    ? values.map((value) => String(value?.value))
    : undefined;
}

/** A tree of `select * from <table> where <conditions>` as SQL. */
export async function renderSelect(
  connection: DuckDBConnection,
  table: string,
  conditions: readonly Node[],
): Promise<string> {
  const tree = await parseSql(connection, `select * from ${table} where true`);
  const [statement] = tree.statements as { node: Record<string, unknown> }[];
  const condition = { class: 'CONJUNCTION', type: 'CONJUNCTION_AND', alias: '', children: conditions };
  if (statement) statement.node.where_clause = condition;
  const reader = await connection.runAndReadAll('select json_deserialize_sql($1::json)', [JSON.stringify(tree)]);
  return String(reader.getRows()[0]?.[0]);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
