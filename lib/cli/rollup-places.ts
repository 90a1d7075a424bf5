import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { isS3Address, parseS3Address } from '../log-store/s3-address';
import type { LogBucket, S3Access } from '../log-store/s3-client';
import { FolderRollupStore } from '../rollup/folder-rollup-store';
import type { RollupStore } from '../rollup/rollup-store';
import { AuditError } from '../shared/errors';

/** Where a rollup reads and writes. Must be closed. */
export interface RollupPlaces {
  readonly source: RollupStore;
  readonly destination: RollupStore;
  /** What the source is called as seen from the destination. */
  readonly sourceName: string;
  close(): void;
}

/**
 * Opens source and destination, each a bucket's prefix or a folder.
 * @throws UsageError for an address that is none, AuditError for what can't be opened
 */
export async function openRollupPlaces(
  from: string,
  to: string,
  access: S3Access,
  signal: AbortSignal,
): Promise<RollupPlaces> {
  const buckets: LogBucket[] = [];
  const open = async (text: string, isFolder: boolean): Promise<RollupStore> => {
    // loaded here because the SDK takes longer than merging some thousand logs in a folder
    const { openBucket } = require('../log-store/s3-client') as typeof import('../log-store/s3-client');
    const { S3RollupStore } = require('../rollup/s3-rollup-store') as typeof import('../rollup/s3-rollup-store');
    const address = parseS3Address(text, isFolder ? 'the destination' : 'the source');
    const isOpen = !isFolder || address.prefix === '' || address.prefix.endsWith('/');
    const prefix = isOpen ? address.prefix : `${address.prefix}/`;
    const bucket = await openBucket({ ...address, prefix }, access, signal);
    buckets.push(bucket);
    return new S3RollupStore(bucket, prefix);
  };
  const close = () => {
    for (const { s3 } of buckets) s3.destroy();
  };
  try {
    const source = isS3Address(from) ? await open(from, false) : openSource(from);
    const destination = isS3Address(to) ? await open(to, true) : openDestination(to);
    const areFolders = !isS3Address(from) && !isS3Address(to);
    const sourceName = areFolders ? relative(realPath(to), realPath(from)) || '.' : nameOf(from, source);
    return { source, destination, sourceName, close };
  } catch (error) {
    close();
    throw error;
  }
}

function openSource(folder: string): RollupStore {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) {
    throw new AuditError(
      'LOGS_NOT_FOUND',
      `the source '${folder}' ${stats ? 'is no folder' : 'does not exist'}; give a folder or s3://bucket/prefix`,
    );
  }
  return new FolderRollupStore({ folder: realpathSync(folder), address: shownFolder(folder), foreignKeys: false });
}

function openDestination(folder: string): RollupStore {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats && !stats.isDirectory()) {
    throw new AuditError('OUTPUT_FAILED', `the destination '${folder}' is no folder`);
  }
  return new FolderRollupStore({ folder: realPath(folder), address: shownFolder(folder), foreignKeys: true });
}

function nameOf(from: string, source: RollupStore): string {
  return isS3Address(from) ? source.address : realPath(from);
}

/** The path without symbolic links, of as much as there is of it. */
function realPath(path: string): string {
  const absolute = resolve(path);
  if (existsSync(absolute) || dirname(absolute) === absolute) return realpathSync(absolute);
  return join(realPath(dirname(absolute)), absolute.slice(dirname(absolute).length));
}

function shownFolder(folder: string): string {
  return folder.endsWith('/') ? folder : `${folder}/`;
}
