import { isDeepStrictEqual } from 'node:util';
import type { Catalogue } from '../../../lib/analyses/catalogue';
import { daysOf } from '../../../lib/analyses/partitions';
import { renderAthenaQuery } from '../../../lib/analyses/render';
import { toSqlLiteral } from '../../../lib/analyses/sql-value';
import { DAY_MS } from '../../../lib/shared/utc-dates';
import { audit, type PlainRow } from '../../helpers/local-audit';
import type { AthenaOnTrino } from '../athena-on-trino';
import type { AccessMode } from './access-modes';
import type { Corpus } from './corpus';
import { withoutKeysThatDifferByCase } from './json-key-shim';
import type { Question } from './question';
import { readRows } from './read-rows';

/** Long enough for every late delivery of the generator: nothing that lies in the window is out of reach. */
const PADDING_MS = 14 * DAY_MS;
/** All days of the corpora. */
const FIRST_DAY = new Date('2026-01-30T00:00:00Z');
const LAST_DAY = new Date('2026-02-08T00:00:00Z');

/** Trino plans a query on one core. */
const QUERIES_AT_A_TIME = 3;

/** The place of the first difference between two answers. */
export interface Difference {
  readonly rows: readonly [found: number, expected: number];
  readonly at: number;
  readonly found: PlainRow | undefined;
  readonly expected: PlainRow | undefined;
}

/** Compares what Athena, the laptop and the events answer about a corpus. The laptop is asked once a question. */
export class Comparison {
  private readonly laptop = new Map<Question, Promise<Readonly<Record<string, readonly PlainRow[]>>>>();

  constructor(
    private readonly athena: AthenaOnTrino,
    private readonly catalogue: Catalogue,
    private readonly corpus: Corpus,
  ) {}

  /**
   * The answers to the question in which Athena differs from the laptop, or both from the events, by analysis. Ways of
   * access take turns: they differ in one condition of the SQL.
   */
  async differences(question: Question, modes: readonly AccessMode[]): Promise<Readonly<Record<string, Difference>>> {
    const found: Record<string, Difference> = {};
    const waiting = question.analysisIds.map((id, index) => [id, modes[index % modes.length] as AccessMode] as const);
    const work = async (): Promise<void> => {
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        const [id, mode] = next;
        const difference = await this.difference(id, question, mode);
        if (difference) found[`${id}, ${mode.name}`] = difference;
      }
    };
    await Promise.all(Array.from({ length: QUERIES_AT_A_TIME }, work));
    return found;
  }

  private async difference(id: string, question: Question, mode: AccessMode): Promise<Difference | undefined> {
    const [found, onLaptop] = await Promise.all([this.onAthena(id, question, mode), this.onLaptop(id, question)]);
    return firstDifference(found, onLaptop) ?? firstDifference(found, this.corpus.expected(id, question.options));
  }

  private async onAthena(id: string, { selection }: Question, mode: AccessMode): Promise<readonly PlainRow[]> {
    const { logType } = this.corpus;
    const analysis = this.catalogue.find(logType, id);
    if (!analysis) throw new Error(`there is no analysis ${logType}/${id}`);
    const { from = FIRST_DAY, to = LAST_DAY } = selection.window;
    const partitions = mode.partitions(daysOf(from, to, PADDING_MS));
    const { table, rolledUp } = mode;
    const source = { table, partitions, ...(rolledUp ? { rolledUp } : {}) };
    const { sql, parameters, columns } = renderAthenaQuery(analysis, selection, source, 0);
    const answer = await this.athena.query(sql, parameters.map(toSqlLiteral), this.corpus.database);
    return readRows(answer, columns);
  }

  private async onLaptop(id: string, question: Question): Promise<readonly PlainRow[]> {
    const { analysisIds, selection } = question;
    const { folder, logType } = this.corpus;
    const known = this.laptop.get(question);
    const audited =
      known ??
      audit([folder], analysisIds, { selection, logType, deliveryPaddingMs: PADDING_MS }).then(({ rows }) => rows);
    this.laptop.set(question, audited);
    return (await audited)[id] ?? [];
  }
}

/** @param found rows that have been through Trino */
export function firstDifference(found: readonly PlainRow[], expected: readonly PlainRow[]): Difference | undefined {
  const wanted = expected.map(withoutKeysThatDifferByCase);
  const length = Math.max(found.length, wanted.length);
  for (let at = 0; at < length; at++) {
    if (isDeepStrictEqual(found[at], wanted[at])) continue;
    return { rows: [found.length, wanted.length], at, found: found[at], expected: wanted[at] };
  }
  return undefined;
}
