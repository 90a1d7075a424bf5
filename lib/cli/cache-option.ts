import { statSync } from 'node:fs';
import { join } from 'node:path';
import { isStream } from '../log-store/kept-streams';
import { isS3Address } from '../log-store/s3-address';
import { STATE_FOLDER } from '../log-store/sync/file-names';
import { UsageError } from '../shared/errors';
import { packageVersion } from '../shared/package-version';
import type { CacheRequest } from '../workflow/parsed-logs';
import type { LogOptions } from './log-options';
import type { OutputHost } from './output-host';
import { progressLine, showProgressLine } from './progress';

/**
 * What `--cache` asks for, as a part of a request.
 * @throws UsageError when the logs are none that can be kept, or nothing says where
 */
export function cacheOf({ cache, logs }: LogOptions, host: OutputHost): { readonly cache?: CacheRequest } {
  if (cache === undefined) return {};
  const elsewhere = logs.find((path) => isS3Address(path) || isStream(path));
  if (elsewhere !== undefined) {
    const remedy = isS3Address(elsewhere)
      ? "bring them with 's3-log-audit sync' and give the folder"
      : 'what comes from a stream can not be recognized the next time';
    throw new UsageError('INVALID_OPTION', `--cache works with files on disk, got --logs '${elsewhere}'; ${remedy}`);
  }
  let told = false;
  return {
    cache: {
      folder: cache === true ? defaultFolder(logs) : cache,
      version: packageVersion(),
      onParsing: (work) =>
        showProgressLine(host, (elapsedMs) => progressLine(work, work.fraction(), elapsedMs, 'parsing')),
      onProblem: (reason) => {
        // of one folder, all that fails has one cause
        if (!told) host.tell(`${host.style.yellow('note:')} the cache could not be used: ${reason}`);
        told = true;
      },
    },
  };
}

function defaultFolder([first = '']: readonly string[]): string {
  if (statSync(first, { throwIfNoEntry: false })?.isDirectory()) return join(first, STATE_FOLDER, 'cache');
  throw new UsageError('INVALID_OPTION', `--cache needs a folder, because '${first}' is none: --cache <folder>`);
}
