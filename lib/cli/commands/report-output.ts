import { mkdir, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { formatReportJson } from '../../report/traffic/format-report-json';
import { renderCsvFiles } from '../../report/traffic/report-csv';
import type { ReportData } from '../../report/traffic/report-data';
import { renderTerminalReport } from '../../report/traffic/terminal-report';
import { UsageError } from '../../shared/errors';
import { requireFolder, requireWritable, writeOutputFile } from '../output-file';
import { type OutputHost, shown } from '../output-host';

type Place = { readonly path: string; readonly kind: 'html' | 'json' | 'csv' };

export interface ReportOutputOptions {
  readonly spreadsheetSafe: boolean;
}

/** Where a report goes, and in which forms. */
export class ReportOutput {
  private constructor(
    private readonly places: readonly Place[],
    private readonly options: ReportOutputOptions,
    private readonly host: OutputHost,
  ) {}

  /**
   * Decides before any work is done.
   * @throws UsageError for a place that no form goes to, AuditError for one that can't be written
   */
  static async plan(paths: readonly string[], options: ReportOutputOptions, host: OutputHost): Promise<ReportOutput> {
    const places = await Promise.all(paths.map(placeOf));
    for (const { path, kind } of places) {
      await (kind === 'csv'
        ? requireFolder(path, 'a CSV file for each panel needs a folder')
        : requireWritable(path, '-o'));
    }
    return new ReportOutput(places, options, host);
  }

  /** Loads what drawing takes; best while the logs are read, which leaves this thread idle. */
  prepare(): void {
    if (this.places.some(({ kind }) => kind === 'html')) loadPage();
  }

  async write(data: ReportData): Promise<void> {
    if (this.places.length === 0) {
      await this.host.write(renderTerminalReport(data, this.host.width, this.host.color));
    }
    for (const { path, kind } of this.places) {
      if (kind === 'csv') await this.writeFolder(path, data);
      else await writeText(path, kind === 'html' ? loadPage().formatReportHtml(data) : formatReportJson(data));
      this.host.tell(`report written to ${shown(path)}`);
    }
  }

  private async writeFolder(folder: string, data: ReportData): Promise<void> {
    for (const { path, text } of await renderCsvFiles(data, this.options)) {
      const target = join(folder, path);
      await mkdir(dirname(target), { recursive: true });
      await writeText(target, text);
    }
  }
}

/** Loaded when needed, because the charts cost more start-up time than all the rest. */
function loadPage(): typeof import('../../report/html/page') {
  return require('../../report/html/page');
}

/** What a path asks for, by how it ends. */
async function placeOf(path: string): Promise<Place> {
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isDirectory() || path.endsWith('/')) return { path, kind: 'csv' };
  const ending = extname(path).toLowerCase();
  if (ending === '.html' || ending === '.htm') return { path, kind: 'html' };
  if (ending === '.json') return { path, kind: 'json' };
  if (ending === '' && stats === undefined) return { path, kind: 'csv' };
  throw new UsageError(
    'INVALID_OPTION',
    `-o '${path}' says no form of a report; allowed are names that end with .html or .json, and folders for CSV`,
  );
}

function writeText(path: string, text: string): Promise<void> {
  return writeOutputFile(path, '-o', (sink) => sink(text));
}
