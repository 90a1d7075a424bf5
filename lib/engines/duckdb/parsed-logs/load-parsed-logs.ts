import type { LogFile } from '../../../log-store/local-logs';
import { oneLine } from '../../../shared/errors';
import type { Window } from '../../../shared/utc-dates';
import type { Database } from '../database';
import type { FileProblem } from '../input-files';
import { baseQuery, type LoadPlan } from '../load-query';
import type { LogSource, ParsedPart } from '../log-source';
import { findForeignFiles } from './check-parsed-logs';
import { outsideWindowQuery, parsedLogQueries } from './parsed-source';

/** What became of files of parsed logs. */
export interface LoadedParsedLogs {
  /** Parsed lines that were left where they are, because they lie outside the window. */
  readonly leftOut: number;
  readonly unreadable: readonly FileProblem[];
}

/** Whether a file is Parquet, and not lines. */
export function holdsParsedLogs({ path, relativePath }: LogFile): boolean {
  // a copy of an object has another name than the object
  return [path, relativePath].some((name) => /\.parquet$/i.test(name));
}

/** Parsed logs that stand for log files. */
export interface CachedLogs {
  readonly path: string;
  /** The log files by their number in the parsed logs; undefined for those whose lines are not wanted. */
  readonly files: readonly (LogFile | undefined)[];
}

/** Adds the lines of parsed logs to the table `base`, which exists. */
export class ParsedLogsLoader {
  constructor(
    private readonly database: Database,
    private readonly source: LogSource,
    private readonly plan: LoadPlan,
    private readonly window: Window,
    private readonly signal?: AbortSignal,
  ) {}

  /**
   * Adds files that were given by the user. The place of a file in `base` is that in `files` plus `firstPlace`. A file that
   * can't be read to its end adds nothing.
   */
  async addFiles(files: readonly LogFile[], firstPlace: number): Promise<LoadedParsedLogs> {
    const paths = files.map(({ path }) => path);
    const foreign = await findForeignFiles(this.database, paths);
    const unreadable: FileProblem[] = [];
    let leftOut = 0;
    const add = async (start: number, end: number) => {
      leftOut += await this.add({ paths: paths.slice(start, end), place: `file_index + ${firstPlace + start}` });
    };
    for (const [start, end] of runsOf(files, foreign)) {
      try {
        await add(start, end);
      } catch {
        this.signal?.throwIfAborted();
        // one by one tells which of them it is
        for (let index = start; index < end; index++) {
          await add(index, index + 1).catch((error) => {
            unreadable.push(problemOf(files[index] as LogFile, `it is damaged: ${oneLine(error).slice(0, 200)}`));
          });
        }
      }
    }
    for (const file of files) {
      const reason = foreign.get(file.path);
      if (reason) unreadable.push(problemOf(file, reason));
    }
    return { leftOut, unreadable };
  }

  /**
   * Adds what stands for log files, whose places in `base` follow each other from `firstPlace`.
   * @returns how many parsed lines were left where they are, because they lie outside the window
   * @throws CachedLogsUnreadable
   */
  async addCached(cached: readonly CachedLogs[], firstPlace: number): Promise<number> {
    if (cached.length === 0) return 0;
    const places: string[] = [];
    const starts: number[] = [];
    let place = firstPlace;
    for (const { files } of cached) {
      starts.push(places.length);
      for (const file of files) places.push(file ? String(place++) : 'null');
    }
    const lookUp = `list_value(${places.join(', ')})[list_value(${starts.join(', ')})[cast(file_index as bigint) + 1] + file + 1]`;
    const wanted = places.includes('null') ? { wanted: `${lookUp} is not null` } : {};
    try {
      return await this.add({ paths: cached.map(({ path }) => path), place: lookUp, ...wanted });
    } catch (cause) {
      throw new CachedLogsUnreadable(oneLine(cause), { cause });
    }
  }

  private async add(part: ParsedPart): Promise<number> {
    const { from, to } = this.window;
    const outside = from || to ? await this.database.rows(outsideWindowQuery(part, this.window)) : [];
    const { sql, parameters } = baseQuery(this.plan, this.source, parsedLogQueries(part, this.window));
    await this.database.run(`insert into base\n${sql}`, parameters);
    return Number(outside[0]?.[0] ?? 0);
  }
}

/** Parsed logs that stand for log files can't be read: the log files must be read instead. */
class CachedLogsUnreadable extends Error {
  override readonly name = 'CachedLogsUnreadable';
}

function problemOf(file: LogFile, reason: string): FileProblem {
  return { file, reason, partial: false };
}

/** Places in `files` from which to which there is no foreign one. */
function runsOf(
  files: readonly LogFile[],
  foreign: ReadonlyMap<string, string>,
): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const [index, { path }] of files.entries()) {
    if (foreign.has(path)) continue;
    const last = runs.at(-1);
    if (last && last[1] === index) last[1] = index + 1;
    else runs.push([index, index + 1]);
  }
  return runs;
}
