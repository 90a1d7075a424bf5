import { homedir } from 'node:os';
import { join } from 'node:path';
import { keepStreams } from '../log-store/kept-streams';
import type { LogFile } from '../log-store/local-logs';
import type { RemoteLogs } from '../log-store/remote-logs';
import { isS3Address } from '../log-store/s3-address';
import { filesToOpen } from '../log-types/detect';
import { LOG_TYPES } from '../log-types/index';
import { deliveryPadding } from '../log-types/key-order';
import { parseBytes } from '../shared/parse-bytes';
import { type ChosenFiles, findFiles, type LocalLoadRequest } from '../workflow/local-run';
import type { LogOptions } from './log-options';
import type { OutputHost } from './output-host';
import { progressLine, showProgressLine } from './progress';
import { toS3Access } from './s3-options';

/** Downloads at the same time. */
const CONCURRENCY = 32;
const LISTINGS = 8;

/** Where logs are looked for, and who is told. */
export interface LogSearch {
  readonly options: LogOptions;
  readonly host: OutputHost;
  readonly signal: AbortSignal;
}

/**
 * Finds and chooses the logs of a request, brings those that lie on S3 or come from a stream, and calls `work` with them.
 * What was brought is removed afterwards.
 * @throws AuditError when there are none, or they can't be had
 */
export async function withChosenLogs<Request extends LocalLoadRequest, Chosen extends ChosenFiles, Result>(
  request: Request,
  search: LogSearch,
  choose: (request: Request, files: readonly LogFile[]) => Chosen,
  work: (request: Request, chosen: Chosen) => Promise<Result>,
): Promise<Result> {
  const { options, host, signal } = search;
  const cacheBytes = parseBytes(options.s3CacheSize, '--s3-cache-size');
  const streams = await keepStreams(options.logs, process.stdin, signal);
  const remote = options.logs.some(isS3Address) ? makeRemoteLogs(request, search, cacheBytes) : undefined;
  try {
    const complete = { ...request, streams: streams.files };
    if (!remote) return await work(complete, choose(complete, findFiles(complete)));
    const listed = { ...complete, remote: await withRemoteProgress(host, remote, () => remote.list()) };
    const files = findFiles(listed);
    const told = request.logType && LOG_TYPES[request.logType];
    await withRemoteProgress(host, remote, () => remote.fetch(filesToOpen(files, told)));
    const chosen = choose(listed, files);
    const missing = await withRemoteProgress(host, remote, () => remote.fetch(chosen.files));
    const isMissing = new Set(missing.map(({ file }) => file));
    return await work(listed, {
      ...chosen,
      files: chosen.files.filter((file) => !isMissing.has(file)),
      missing: missing.map(({ file, error }) => ({ file: file.shownPath, reason: error.message, partial: false })),
    });
  } finally {
    remote?.close();
    streams.close();
  }
}

function makeRemoteLogs(
  { selection, deliveryPaddingMs }: LocalLoadRequest,
  { options, signal }: LogSearch,
  limitBytes: number,
): RemoteLogs {
  const { RemoteLogs } = require('../log-store/remote-logs') as typeof import('../log-store/remote-logs');
  const { account, region, bucket } = selection.filters;
  return new RemoteLogs({
    paths: options.logs,
    access: toS3Access(options, options.s3Region, CONCURRENCY + LISTINGS),
    wanted: {
      window: selection.window,
      padding: deliveryPadding(deliveryPaddingMs),
      origins: { ...(account ? { account } : {}), ...(region ? { region } : {}), ...(bucket ? { bucket } : {}) },
    },
    cache: { folder: options.s3Cache ?? defaultCache(), limitBytes },
    concurrency: CONCURRENCY,
    signal,
  });
}

async function withRemoteProgress<Result>(
  host: OutputHost,
  { progress }: RemoteLogs,
  work: () => Promise<Result>,
): Promise<Result> {
  const end = showProgressLine(host, (elapsedMs) => {
    if (progress.files === 0) return `${progress.listedObjects.toLocaleString('en-US')} objects listed …`;
    return progressLine(progress, progress.filesDone / progress.files, elapsedMs, 'downloading');
  });
  return work().finally(end);
}

function defaultCache(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  const caches: Partial<Record<NodeJS.Platform, string | undefined>> = {
    darwin: join(homedir(), 'Library', 'Caches'),
    win32: LOCALAPPDATA,
  };
  return join(XDG_CACHE_HOME || caches[process.platform] || join(homedir(), '.cache'), 's3-log-audit');
}
