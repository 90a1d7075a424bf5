import type { Analysis } from '../../analyses/analysis';
import { renderLoadedQuery } from '../../analyses/render';
import type { SectionValue } from '../../analyses/render-report';
import type { ReportDefinition } from '../../analyses/report-definition';
import type { Selection } from '../../analyses/selection';
import type { LogTypeId } from '../../log-types/log-type';
import type { PanelAnswer } from '../../report/traffic/report-data';
import { AuditError, oneLine } from '../../shared/errors';
import type { Answer, AnswerRow, QueryEngine } from '../query-engine';
import type { ReportEngine, ReportRequest, SectionCount } from '../report-engine';
import { answerReport } from './answer-report';
import { Database, type DatabaseOptions, quoted, withSpareMark } from './database';
import { type LoadRequest, type LoadStatistics, loadLogs } from './load-logs';
import { SOURCES } from './sources';
import { forEachUnparsed, type OnUnparsed } from './unparsed-records';

/** Runs analyses on embedded DuckDB: logs are loaded once, then asked any number of times. */
export class DuckDbEngine implements QueryEngine, ReportEngine {
  private statistics: LoadStatistics | undefined;

  private constructor(
    private readonly database: Database,
    private readonly logType: LogTypeId,
  ) {}

  static async open(logType: LogTypeId, options: DatabaseOptions): Promise<DuckDbEngine> {
    return new DuckDbEngine(await Database.open(options), logType);
  }

  async load(request: LoadRequest): Promise<LoadStatistics> {
    const { source, fileRepair } = SOURCES[this.logType];
    const stop = () => this.database.interrupt();
    request.signal?.addEventListener('abort', stop);
    try {
      this.statistics = await loadLogs(this.database, source, fileRepair, request);
      return this.statistics;
    } catch (error) {
      request.signal?.throwIfAborted();
      throw error;
    } finally {
      request.signal?.removeEventListener('abort', stop);
    }
  }

  /** One answer at a time: the next one takes the place of the last. */
  async answer(analysis: Analysis, selection: Selection, limit: number): Promise<Answer> {
    const { sql, parameters, columns } = renderLoadedQuery(analysis, selection, 'loaded', limit === 0 ? 0 : limit + 1);
    try {
      await this.database.createOrderedTable('answer', sql, parameters);
    } catch (error) {
      throw new AuditError('QUERY_FAILED', `the query of ${analysis.id} failed: ${oneLine(error)}`, {
        cause: error,
      });
    }
    const found = await this.count('select count(*) from answer');
    const truncated = limit > 0 && found > limit;
    const rowCount = truncated ? limit : found;
    return { columns, rowCount, truncated, notes: await this.notes(analysis), rows: this.rows(rowCount) };
  }

  async span(): Promise<{ firstMs: number; lastMs: number } | undefined> {
    const [row = []] = await this.database.rows(
      'select epoch_ms(min(event_time)), epoch_ms(max(event_time)) from loaded',
    );
    const [first = null, last = null] = row;
    return first === null ? undefined : { firstMs: Number(first), lastMs: Number(last) };
  }

  async sections(): Promise<readonly SectionCount[]> {
    const rows = await this.database.rows(
      `select ${withSpareMark('section')}, count(*) from loaded group by section order by count(*) desc, section nulls last`,
    );
    return rows.map(([value, count]) => ({ value: value as string | null, requests: Number(count) }));
  }

  answerReport(
    report: ReportDefinition,
    request: ReportRequest,
    section: SectionValue,
  ): Promise<readonly PanelAnswer[]> {
    return answerReport(this.database, report, request, section);
  }

  /** Writes the last answer as a Parquet file, with timestamps as timestamps. The path must lie in the work folder. */
  async writeParquet(path: string, { columns, rowCount }: Answer): Promise<void> {
    const list = columns.map(({ name, type }) =>
      type === 'timestamp' ? `cast(${name} as timestamp) as ${name}` : name,
    );
    await this.database.run(
      `copy (select ${list.join(', ')} from answer order by position limit ${rowCount}) to ${quoted(path)} (format parquet)`,
    );
  }

  /** Gives the lines or records of the load that could not be parsed, until `onRecord` gives false. */
  async forEachUnparsed(onRecord: OnUnparsed): Promise<void> {
    await forEachUnparsed(this.database, this.logType, this.statistics?.filesWithUnparsed ?? [], onRecord);
  }

  /** Part of the running query that is done, from 0 to 1. */
  progress(): number | undefined {
    return this.database.progress();
  }

  /** Stops what is running; its promise is rejected. */
  interrupt(): void {
    this.database.interrupt();
  }

  close(): void {
    this.database.close();
  }

  private async notes(analysis: Analysis): Promise<readonly string[]> {
    const notes: string[] = [];
    for (const { when, text } of analysis.notes) {
      const count = await this.count(`select count(*) from answer where ${when}`);
      if (count > 0) notes.push(text.replaceAll('{count}', String(count)));
    }
    return notes;
  }

  private async *rows(rowCount: number): AsyncGenerator<readonly AnswerRow[]> {
    let given = 0;
    for await (const batch of this.database.streamOrderedTable('answer')) {
      const rows = batch.slice(0, rowCount - given) as readonly AnswerRow[];
      given += rows.length;
      if (rows.length > 0) yield rows;
      if (given === rowCount) return;
    }
    // a stream that ends early has lost rows without an error
    if (given !== rowCount)
      throw new AuditError('QUERY_FAILED', `only ${given} of ${rowCount} rows of the answer could be read`);
  }

  private async count(sql: string): Promise<number> {
    const [[count] = []] = await this.database.rows(sql);
    return Number(count);
  }
}
