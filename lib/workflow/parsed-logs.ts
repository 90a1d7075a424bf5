import type { CachedLogs } from '../engines/duckdb/parsed-logs/load-parsed-logs';
import type { FillOptions, ParsingWork } from '../engines/duckdb/parsed-logs/parsed-cache';
import type { LogFile } from '../log-store/local-logs';
import type { LogTypeId } from '../log-types/log-type';
import { oneLine } from '../shared/errors';

/** Where parsed logs and finished reports are kept for the next time. */
export interface CacheRequest {
  readonly folder: string;
  /** Of the product; what another version has kept is not used. */
  readonly version: string;
  /** Told when nothing could be kept; the answers don't suffer. */
  readonly onProblem?: (reason: string) => void;
  /** Told when new files are about to be parsed; what it gives is called at the end. */
  readonly onParsing?: (work: ParsingWork) => () => void;
  /** @default Date.now */
  readonly now?: () => number;
}

/** Log files that are to be read, and what stands for the others. */
export interface DividedLogs {
  readonly files: readonly LogFile[];
  readonly cached: readonly CachedLogs[];
  /** Forgets what stands for log files, because it can't be read. */
  forget(): void;
}

/** Which logs are loaded, and how new ones are parsed. */
export interface CachedLoad extends FillOptions {
  readonly logType: LogTypeId;
  readonly files: readonly LogFile[];
  readonly cache?: CacheRequest;
}

/** Loads logs, as far as possible from the cache, or all of them from their files when it can't be read. */
export async function loadCached<Loaded>(
  request: CachedLoad,
  load: (logs: DividedLogs) => Promise<Loaded>,
): Promise<Loaded> {
  const { files, cache } = request;
  const divided = await divideLogs(request);
  try {
    return await load(divided);
  } catch (error) {
    if ((error as Error).name !== 'CachedLogsUnreadable') throw error;
    cache?.onProblem?.(oneLine(error));
    divided.forget();
    return load({ ...divided, files, cached: [] });
  }
}

/** Parses what is not in the cache yet, as far as it can be kept. Only access logs are kept parsed. */
async function divideLogs({ logType, files, cache: request, ...options }: CachedLoad): Promise<DividedLogs> {
  if (!request || logType !== 'access-logs') return { files, cached: [], forget: () => {} };
  const { ParsedCache } =
    require('../engines/duckdb/parsed-logs/parsed-cache') as typeof import('../engines/duckdb/parsed-logs/parsed-cache');
  const cache = new ParsedCache(request);
  const attempt = async <Result>(work: () => Promise<Result> | Result): Promise<Result | undefined> => {
    try {
      return await work();
    } catch (error) {
      options.signal?.throwIfAborted();
      request.onProblem?.(oneLine(error));
      return undefined;
    }
  };
  await attempt(() => cache.fill(files, options));
  // what was there before, or could be added, is of use all the same
  const { cached, rest } = (await attempt(() => cache.lookUp(files))) ?? { cached: [], rest: files };
  return { files: rest, cached, forget: () => cache.forget(cached) };
}
