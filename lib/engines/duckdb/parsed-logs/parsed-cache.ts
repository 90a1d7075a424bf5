import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { renderWith } from '../../../analyses/render';
import { type FileIdentity, identifyFile } from '../../../log-store/file-identity';
import { findGzipDamage } from '../../../log-store/gzip';
import type { LogFile } from '../../../log-store/local-logs';
import { nameWhole, writeWhole } from '../../../log-store/write-whole';
import { FORMAT_VERSION } from '../../../log-types/access-logs/parsed-format';
import { inParallel } from '../../../shared/in-parallel';
import { DAY_MS } from '../../../shared/utc-dates';
import { type CachedLogs, holdsParsedLogs } from './load-parsed-logs';
import { parseLines } from './parse-lines';
import { isGzip, writeParsedLogs } from './write-parsed-logs';

/** How a cache is used. */
export interface ParsedCacheOptions {
  readonly folder: string;
  /** Of the product; what another one has written is not used. */
  readonly version: string;
  /** @default Date.now */
  readonly now?: () => number;
  /** Told when new files are about to be parsed; what it gives is called at the end. */
  readonly onParsing?: (work: ParsingWork) => () => void;
}

/** Files that are being parsed. */
export interface ParsingWork {
  readonly files: number;
  readonly bytes: number;
  /** From 0 to 1. */
  fraction(): number;
}

/** How new files are parsed. */
export interface FillOptions {
  readonly workFolder: string;
  readonly memoryLimitMb: number;
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

/** Which log files a Parquet file stands for, by their number in it. */
interface ChunkIndex {
  readonly version: string;
  /** Size of the Parquet file. */
  readonly bytes: number;
  /** Path and identity; null for a file that changed while it was parsed. */
  readonly files: readonly (readonly [path: string, identity: string] | null)[];
  /** Names of other Parquet files that this one takes the place of. */
  readonly replaces: readonly string[];
}

interface Chunk {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly index: ChunkIndex;
  readonly ageMs: number;
}

/** Log files whose lines are in the cache, and the others. */
export interface CacheLookUp {
  readonly cached: readonly CachedLogs[];
  readonly rest: readonly LogFile[];
}

/** Log files are parsed in portions of this size on disk: what a killed run has done is not lost. */
const PORTION_BYTES = 1e9;
const PORTION_FILES = 20_000;

/** So many small Parquet files may there be, before their log files are parsed anew into a large one. */
const MOST_SMALL_CHUNKS = 40;
const SMALL_CHUNK_BYTES = 16e6;

/** What is in nobody's way any more is kept for so long, because another run may be reading it. */
const GRACE_MS = 600_000;
const CHECKS_AT_ONCE = 2;

/**
 * Parsed access logs in a folder, for the next time. A Parquet file holds the lines of some log files, an index beside it
 * tells of which, by path and identity; the index comes last, so a Parquet file without it is not there. Nothing is ever
 * changed, so several runs can read and add at the same time.
 */
export class ParsedCache {
  private readonly folder: string;
  private readonly version: string;
  private readonly now: () => number;
  private readonly onParsing: ParsedCacheOptions['onParsing'];

  constructor({ folder, version, now = Date.now, onParsing }: ParsedCacheOptions) {
    this.onParsing = onParsing;
    this.folder = join(folder, 'parsed');
    this.version = `${version} ${FORMAT_VERSION} ${parserVersion()}`;
    this.now = now;
  }

  /** Tells which files are in the cache just as they are now. */
  lookUp(files: readonly LogFile[], chunks = this.usableChunks()): CacheLookUp {
    const wanted = new Map(files.map((file) => [file.path, file]));
    const taken = new Set<LogFile>();
    const cached = chunks.flatMap(({ path, index }): readonly CachedLogs[] => {
      const found = index.files.map((entry) => {
        const file = entry ? wanted.get(entry[0]) : undefined;
        if (!file || !entry || taken.has(file)) return undefined;
        if (identifyFile(file.path, this.now())?.text !== entry[1]) return undefined;
        taken.add(file);
        return file;
      });
      return found.some((file) => file !== undefined) ? [{ path, files: found }] : [];
    });
    return { cached, rest: files.filter((file) => !taken.has(file)) };
  }

  /**
   * Parses the files that are not in the cache, as far as they can be kept: not those that are damaged, no logs as lines,
   * or changed a moment ago.
   * @throws when the cache can't be written or the logs not be parsed; what was added before is whole
   */
  async fill(files: readonly LogFile[], options: FillOptions): Promise<void> {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const chunks = this.usableChunks();
    const small = chunks.filter(({ bytes }) => bytes < SMALL_CHUNK_BYTES);
    const replaced = small.length > MOST_SMALL_CHUNKS ? small : [];
    const { rest } = this.lookUp(
      files,
      chunks.filter((chunk) => !replaced.includes(chunk)),
    );
    await this.parse(
      rest.filter((file) => file.bytes > 0 && !holdsParsedLogs(file)),
      replaced.map(({ name }) => name),
      options,
    );
    this.tidy();
  }

  private async parse(files: readonly LogFile[], replaced: readonly string[], options: FillOptions): Promise<void> {
    if (files.length === 0) return;
    const bytes = bytesOf(files);
    let doneBytes = 0;
    const end = this.onParsing?.({ files: files.length, bytes, fraction: () => doneBytes / Math.max(1, bytes) });
    const portions = portionsOf(files);
    try {
      for (const portion of portions) {
        const identities = new Map(portion.map((file) => [file, identifyFile(file.path, this.now())]));
        const settled = portion.filter((file) => identities.get(file)?.settled);
        const sound = await soundOnes(settled, options.signal);
        const replaces = portion === portions.at(-1) ? replaced : [];
        if (sound.length > 0) await this.add(sound, identities, replaces, options);
        doneBytes += bytesOf(portion);
      }
    } finally {
      end?.();
    }
  }

  /** Forgets what stands for some log files, because it can't be read. */
  forget(cached: readonly CachedLogs[]): void {
    for (const { path } of cached) {
      rmSync(path.replace(/\.parquet$/, '.json'), { force: true });
      rmSync(path, { force: true });
    }
  }

  private async add(
    files: readonly LogFile[],
    before: ReadonlyMap<LogFile, FileIdentity | undefined>,
    replaces: readonly string[],
    options: FillOptions,
  ): Promise<void> {
    const name = randomBytes(12).toString('hex');
    const partial = join(this.folder, `${name}.partial`);
    const path = join(this.folder, `${name}.parquet`);
    try {
      await writeParsedLogs({ ...options, files: files.map((file) => file.path), path: partial, checked: true });
      const index: ChunkIndex = {
        version: this.version,
        bytes: statSync(partial).size,
        files: files.map((file) => {
          const { text } = before.get(file) as FileIdentity;
          return identifyFile(file.path, this.now())?.text === text ? [file.path, text] : null;
        }),
        replaces,
      };
      options.signal?.throwIfAborted();
      chmodSync(partial, 0o600);
      nameWhole(partial, path);
      writeWhole(join(this.folder, `${name}.json`), JSON.stringify(index));
    } finally {
      rmSync(partial, { force: true });
    }
  }

  /** The chunks that this version can use. */
  private usableChunks(): readonly Chunk[] {
    const chunks = this.chunks().filter(({ index, bytes }) => index.version === this.version && index.bytes === bytes);
    const replaced = new Set(chunks.flatMap(({ index }) => index.replaces));
    return chunks.filter(({ name }) => !replaced.has(name));
  }

  private chunks(): readonly Chunk[] {
    return namesIn(this.folder).flatMap((file) => {
      const [, name] = /^([0-9a-f]{24})\.json$/.exec(file) ?? [];
      if (name === undefined) return [];
      const path = join(this.folder, `${name}.parquet`);
      const stats = statSync(path, { throwIfNoEntry: false });
      const index = readIndex(join(this.folder, file));
      return stats && index ? [{ name, path, bytes: stats.size, index, ageMs: this.now() - stats.mtimeMs }] : [];
    });
  }

  /** Removes what is of no use to anybody: of another version, of log files that are gone or changed, or twice. */
  private tidy(): void {
    const seen = new Set<string>();
    const kept = new Set<string>();
    const [usable, chunks] = [this.usableChunks(), this.chunks()];
    for (const { name, index } of usable) {
      const useful = index.files.filter((entry) => {
        if (!entry || seen.has(entry[0]) || identifyFile(entry[0], this.now())?.text !== entry[1]) return false;
        seen.add(entry[0]);
        return true;
      });
      if (useful.length > 0) kept.add(name);
    }
    for (const { name, ageMs } of chunks) if (!kept.has(name) && ageMs > GRACE_MS) this.remove(name);
    const known = new Set(chunks.map(({ name }) => name));
    for (const file of namesIn(this.folder)) {
      const stats = statSync(join(this.folder, file), { throwIfNoEntry: false });
      const [name = ''] = file.split('.');
      // left behind by runs that were killed
      if (stats && !known.has(name) && this.now() - stats.mtimeMs > DAY_MS) {
        rmSync(join(this.folder, file), { force: true });
      }
    }
  }

  private remove(name: string): void {
    for (const kind of ['json', 'parquet']) rmSync(join(this.folder, `${name}.${kind}`), { force: true });
  }
}

/** Changes with every change of how lines are parsed. */
function parserVersion(): string {
  const sql = renderWith(parseLines({ name: 'lines', sql: 'the lines' }));
  return createHash('sha256').update(sql).digest('hex').slice(0, 16);
}

function bytesOf(files: readonly LogFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function portionsOf(files: readonly LogFile[]): readonly (readonly LogFile[])[] {
  const portions: LogFile[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const file of files) {
    const last = portions.at(-1);
    if (last && bytes + file.bytes <= PORTION_BYTES && last.length < PORTION_FILES) last.push(file);
    else {
      portions.push([file]);
      bytes = 0;
    }
    bytes += file.bytes;
  }
  return portions;
}

/** Those that are no gzip, or whole. */
async function soundOnes(files: readonly LogFile[], signal: AbortSignal | undefined): Promise<readonly LogFile[]> {
  const damaged = new Set<LogFile>();
  await inParallel(CHECKS_AT_ONCE, files, async (file) => {
    if (isGzip(file.path) && (await findGzipDamage(file.path, signal))) damaged.add(file);
  });
  signal?.throwIfAborted();
  return files.filter((file) => !damaged.has(file));
}

function namesIn(folder: string): readonly string[] {
  return statSync(folder, { throwIfNoEntry: false }) ? readdirSync(folder) : [];
}

/** Undefined for one that can't be read: another run has removed it, or the disk is damaged. */
function readIndex(path: string): ChunkIndex | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ChunkIndex;
  } catch {
    return undefined;
  }
}
