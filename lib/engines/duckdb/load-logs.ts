import type { CanonicalView } from '../../analyses/analysis';
import type { LoadNeeds } from '../../analyses/load-needs';
import { type NamedQuery, renderLayers, renderWith } from '../../analyses/render';
import { outsideWindowClause, type Selection, selectionClauses } from '../../analyses/selection';
import { viewOver } from '../../analyses/view-over';
import type { LogFile } from '../../log-store/local-logs';
import { AuditError, oneLine } from '../../shared/errors';
import type { Database } from './database';
import { type FileProblem, type FileRepair, InputFiles } from './input-files';
import { baseQuery, type LoadPlan, madeColumns, rawColumnsOf } from './load-query';
import type { LogSource, RecordQueries } from './log-source';
import { type CachedLogs, holdsParsedLogs, ParsedLogsLoader } from './parsed-logs/load-parsed-logs';
import { forgetRejectedLines, pathsWithRejectedLines, readRejectedLines } from './rejected-lines';

export interface LoadRequest {
  readonly files: readonly LogFile[];
  /** What stands for further files. */
  readonly cached?: readonly CachedLogs[];
  readonly needs: LoadNeeds;
  readonly selection: Selection;
  readonly workFolder: string;
  readonly signal?: AbortSignal;
}

/** What was found in the files, whatever is wanted of it. */
export interface LoadStatistics {
  readonly parsed: number;
  readonly unparsed: number;
  readonly duplicates: number;
  readonly outsideWindow: number;
  /** Parsed, in the window and not filtered out; copies included. */
  readonly inScope: number;
  /** `YYYY-MM-DD hh:mm:ss` of the first and the last event in the window, or null. */
  readonly firstEvent: string | null;
  readonly lastEvent: string | null;
  readonly unreadable: readonly FileProblem[];
  /** Files with records that could not be parsed. */
  readonly filesWithUnparsed: readonly LogFile[];
}

/**
 * Loads the files once for all that will be asked: afterwards the view `loaded` holds the rows in window and filters, in
 * the columns that are needed and without duplicates. Nothing is lost on the way: what can't be parsed is in `base`
 * with the text that it had.
 */
export async function loadLogs(
  database: Database,
  source: LogSource,
  fileRepair: FileRepair,
  request: LoadRequest,
): Promise<LoadStatistics> {
  const plan = planLoad(request, source);
  const isParsed = (file: LogFile) => source.parsedQueries !== undefined && holdsParsedLogs(file);
  const parsedFiles = request.files.filter(isParsed);
  const rawFiles = parsedFiles.length === 0 ? request.files : request.files.filter((file) => !isParsed(file));
  const input = new InputFiles(rawFiles, fileRepair, request.workFolder);
  await loadFiles(database, source, plan, input, request.signal);
  if (source.oddQueries) await loadOddLines(database, source, source.oddQueries, plan, input);
  const { cached = [], selection } = request;
  const loader = new ParsedLogsLoader(database, source, plan, selection.window, request.signal);
  const given = [...input.readable, ...parsedFiles];
  const parsed = await loader.addFiles(parsedFiles, input.readable.length);
  const leftOut = parsed.leftOut + (await loader.addCached(cached, given.length));
  // in the order of the places that stand in 'base'
  const inBase = [...given, ...cached.flatMap(({ files }) => files.filter((file) => file !== undefined))];
  request.signal?.throwIfAborted();
  // counted before copies are dropped: a line that came twice is two lines
  const counts = await readStatistics(database, selection, inBase);
  const duplicates = await dropDuplicates(database, source, plan, request.needs.columns);
  await createLoadedView(database, plan, request.needs);
  return {
    ...counts,
    parsed: counts.parsed + leftOut,
    outsideWindow: counts.outsideWindow + leftOut,
    duplicates,
    unreadable: [...input.unreadable(), ...parsed.unreadable],
  };
}

function planLoad({ needs, selection }: LoadRequest, source: LogSource): LoadPlan {
  const { view, anyOf, columns, section, store } = needs;
  const needed = [...new Set([...columns, ...keepColumns(view)])];
  return {
    view,
    scope: selectionClauses(view, selection),
    anyOf,
    columns: rawColumnsOf(view, needed, source),
    made: store === 'view' ? needed.filter((name) => name !== 'event_time') : [],
    ...(section ? { section } : {}),
  };
}

/** The canonical view over what `base` keeps. */
function storedView({ view, made }: LoadPlan): CanonicalView {
  return made.length > 0 ? viewOver(view, view.name, ['event_time', ...made]) : { ...view, rows: undefined };
}

/** Reads all files into `base`, again and again until no file needs repair any more. */
async function loadFiles(
  database: Database,
  source: LogSource,
  plan: LoadPlan,
  input: InputFiles,
  signal: AbortSignal | undefined,
): Promise<void> {
  const damaged = input.findDamaged(signal);
  for (;;) {
    try {
      await readIntoBase(database, source, plan, input);
    } catch (error) {
      signal?.throwIfAborted();
      if (await input.repairAfter((error as Error).message)) continue;
      throw new AuditError('QUERY_FAILED', `the logs could not be loaded: ${oneLine(error)}`, {
        cause: error,
      });
    }
    signal?.throwIfAborted();
    const repaired = await repairSilentDamage(database, source, input, await damaged);
    if (!repaired) return;
  }
}

async function readIntoBase(database: Database, source: LogSource, plan: LoadPlan, input: InputFiles): Promise<void> {
  const conditions = rawColumnsOf(plan.view, madeColumns(plan), source);
  const everywhere = plan.anyOf.length > 0 ? conditions : new Set([...plan.columns, ...conditions]);
  const wanted = new Set([...plan.columns, ...conditions, ...source.identityColumns]);
  const { sql, parameters } = baseQuery(plan, source, source.fileQueries(input.toRead(), wanted, everywhere));
  await forgetRejectedLines(database);
  await database.run(`create or replace temp table base as\n${sql}`, parameters);
}

/** Repairs files that DuckDB read without a complaint, and wrongly. @returns whether there are any */
async function repairSilentDamage(
  database: Database,
  source: LogSource,
  input: InputFiles,
  damaged: readonly LogFile[],
): Promise<boolean> {
  // a line can always be odd; an odd record of JSON means that the file is not what it should be
  const suspicious = source.oddQueries
    ? input.disguisedGzip(await pathsWithRejectedLines(database))
    : [...(await filesWithOddRecords(database, input.readable)), ...(await input.oddSmallFiles())];
  let repaired = false;
  for (const file of [...damaged, ...suspicious]) repaired = (await input.repair(file)) || repaired;
  return repaired;
}

/** Parses the lines that are not regular, and those that DuckDB's reader refused, the slow and thorough way. */
async function loadOddLines(
  database: Database,
  source: LogSource,
  oddQueries: RecordQueries,
  plan: LoadPlan,
  input: InputFiles,
): Promise<void> {
  await database.run(
    `create or replace temp table odd_lines as select odd_line as line, file_index from base where odd_line is not null`,
  );
  const paths = input.paths();
  const rejected = await readRejectedLines(database);
  await database.append(
    'odd_lines',
    rejected.map(({ path, text }) => [text, paths.indexOf(path)]),
  );
  await database.run('delete from base where odd_line is not null');
  const { sql, parameters } = baseQuery(plan, source, oddQueries);
  await database.run(`insert into base\n${sql}`, parameters);
}

/**
 * Deletes all copies but one of each record in window and filters. Records of one identity and one time are copies; where
 * the columns behind a hash are kept, because an analysis shows them, these must be equal too.
 * @returns how many were deleted
 */
async function dropDuplicates(
  database: Database,
  source: LogSource,
  plan: LoadPlan,
  wanted: readonly string[],
): Promise<number> {
  const hashed =
    plan.made.length > 0
      ? plan.view.duplicates.same.filter((name) => source.hashedColumns && plan.made.includes(name))
      : (source.hashedColumns ?? []).filter((name) => plan.columns.has(name));
  await database.run(`create or replace temp table repeated as
    select identity from base where identity is not null group by identity having count(*) > 1`);
  const candidates = `(select rowid as row_id, ${hashed.map((name) => `${name} as same__${name}, `).join('')}*
    from base where identity in (select identity from repeated))`;
  const same = ['identity', ...hashed.map((name) => `same__${name}`)];
  const compared = [...new Set([...keepColumns(plan.view), ...wanted])];
  const layers = renderLayers(storedView(plan), compared, candidates, ['row_id', ...same]);
  // copies may differ in what doesn't tell them: the choice must not depend on the order of reading
  const order = [...plan.view.duplicates.keep, ...compared, 'row_id'];
  await database.run(`create or replace temp table copies as ${renderWith(layers)}
    select row_id from (
      select row_id, row_number() over (partition by event_time, ${same.join(', ')} order by ${order.join(', ')}) as copy
      from ${(layers.at(-1) as NamedQuery).name}
    ) where copy > 1`);
  await database.run('delete from base where rowid in (select row_id from copies)');
  const [[count] = []] = await database.rows('select count(*) from copies');
  return Number(count);
}

async function createLoadedView(database: Database, plan: LoadPlan, { columns, section }: LoadNeeds): Promise<void> {
  const carried = section ? ['section'] : [];
  const layers = renderLayers(storedView(plan), columns, '(select * from base where selected)', carried);
  await database.run(`create or replace temp view loaded as ${renderWith(layers)}
    select ${[...carried, ...columns].join(', ')} from ${(layers.at(-1) as NamedQuery).name}`);
}

async function readStatistics(
  database: Database,
  selection: Selection,
  files: readonly LogFile[],
): Promise<Omit<LoadStatistics, 'duplicates' | 'unreadable'>> {
  const outside = outsideWindowClause(selection) ?? { sql: 'false', parameters: [] };
  const [row] = await database.rows(
    `with placed as (select odd_line, event_time, in_scope, odd_line is null and (${outside.sql}) as outside_window from base)
    select
      count(*) filter (odd_line is null),
      count(*) filter (odd_line is not null),
      count(*) filter (outside_window),
      count(*) filter (in_scope),
      strftime(min(event_time) filter (not outside_window), '%Y-%m-%dT%H:%M:%SZ'),
      strftime(max(event_time) filter (not outside_window), '%Y-%m-%dT%H:%M:%SZ')
    from placed`,
    outside.parameters,
  );
  const [parsed, unparsed, outsideWindow, inScope, firstEvent, lastEvent] = row as [
    bigint,
    bigint,
    bigint,
    bigint,
    string | null,
    string | null,
  ];
  return {
    parsed: Number(parsed),
    unparsed: Number(unparsed),
    outsideWindow: Number(outsideWindow),
    inScope: Number(inScope),
    firstEvent,
    lastEvent,
    filesWithUnparsed: unparsed > 0n ? await filesWithOddRecords(database, files) : [],
  };
}

/** Files in which something is odd, out of those that are in `base`. */
async function filesWithOddRecords(database: Database, files: readonly LogFile[]): Promise<readonly LogFile[]> {
  const rows = await database.rows(
    'select distinct cast(file_index as integer) from base where odd_line is not null order by all',
  );
  const odd = rows.flatMap(([index]) => files[index as number] ?? []);
  return odd.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function keepColumns(view: CanonicalView): readonly string[] {
  const names = view.layers.flat().map(({ name }) => name);
  return [
    'event_time',
    ...names.filter((name) => view.duplicates.keep.some((key) => new RegExp(`\\b${name}\\b`).test(key))),
  ];
}
