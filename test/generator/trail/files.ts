import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { trailStamp, utcDay } from '../log-time';
import type { TrailEvent } from './event';
import { renderTrailRecord } from './render';

/** What stands in a file at one place. */
export type TrailEntry =
  | { readonly kind: 'event'; readonly event: TrailEvent }
  /** JSON that is a record without a readable time. */
  | { readonly kind: 'broken'; readonly json: string };

/** A CloudTrail log object. */
export interface TrailFile {
  readonly account: string;
  readonly region: string;
  readonly deliveredMs: number;
  /** Sixteen letters and digits. */
  readonly unique: string;
  readonly entries: readonly TrailEntry[];
  /** Plain JSON instead of gzip. @default false */
  readonly plain?: boolean;
}

/** Where to write files. */
export interface TrailLayout {
  /** Id of an organization, for example `o-acme123456`. @default none */
  readonly organization?: string;
  /** Before `AWSLogs/`, for example `trails/`. @default none */
  readonly prefix?: string;
}

/** The key of a CloudTrail log object below the root of its bucket. */
export function trailName(file: TrailFile, options: TrailLayout = {}): string {
  const { account, region, deliveredMs, unique } = file;
  const root = `${options.prefix ?? ''}AWSLogs/${options.organization ? `${options.organization}/` : ''}${account}`;
  const day = utcDay(deliveredMs).replaceAll('-', '/');
  const name = `${account}_CloudTrail_${region}_${trailStamp(deliveredMs)}_${unique}.json${file.plain ? '' : '.gz'}`;
  return `${root}/CloudTrail/${region}/${day}/${name}`;
}

/** The text of a file before it is compressed. */
export function renderTrailFile(file: TrailFile): string {
  const records = file.entries.map((entry) =>
    entry.kind === 'event' ? JSON.stringify(renderTrailRecord(entry.event)) : entry.json,
  );
  return `{"Records":[${records.join(',')}]}`;
}

/** Writes files below a folder and returns their paths in the order of the files. */
export function writeTrail(folder: string, files: readonly TrailFile[], options: TrailLayout = {}): string[] {
  return files.map((file) => {
    const text = renderTrailFile(file);
    return write(join(folder, trailName(file, options)), file.plain ? text : gzipSync(text));
  });
}

/** Writes what lies beside the logs of a file and is none: a digest, insights, network activity. Returns the paths. */
export function writeTrailDistractors(folder: string, file: TrailFile, options: TrailLayout = {}): string[] {
  const name = trailName(file, options);
  const text = renderTrailFile(file);
  const digest = JSON.stringify({
    awsAccountId: file.account,
    digestStartTime: '2026-02-03T00:00:00Z',
    digestEndTime: '2026-02-03T01:00:00Z',
    logFiles: [{ s3Object: name, hashAlgorithm: 'SHA-256' }],
  });
  const beside = (kind: string): string => join(folder, name.replaceAll(/CloudTrail(?=[/_])/g, `CloudTrail-${kind}`));
  const packed = (content: string): string | Buffer => (file.plain ? content : gzipSync(content));
  return [
    write(beside('Digest'), packed(digest)),
    write(beside('Insight'), packed(text)),
    write(beside('NetworkActivity'), packed(text)),
  ];
}

function write(path: string, content: string | Buffer): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}
