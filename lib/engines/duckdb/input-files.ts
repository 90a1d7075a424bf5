import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beginsLikeGzip, decompressedBytes, findGzipDamage } from '../../log-store/gzip';
import type { LogFile } from '../../log-store/local-logs';
import { literalPath } from './database';
import type { ReadableFiles } from './log-source';

/** A file of the run that was not read, or only in part, and why. */
export interface FileProblem {
  readonly file: LogFile;
  readonly reason: string;
  /** Whether something of it was read. */
  readonly partial: boolean;
}

/** Makes a copy of an odd file that DuckDB reads without losing anything. */
export interface FileRepair {
  /** Content of a file without records. */
  readonly emptyFile: string;
  /** What is wrong with a file of no bytes, or undefined. */
  explainNoBytes(path: string): string | undefined;
  /** Writes the copy. @returns what is wrong with the original, and whether the copy holds anything */
  repair(file: LogFile, copy: string): Promise<{ readonly problem?: string; readonly empty: boolean }>;
  /** Whether the file needs repair, which DuckDB only tells of the first one. */
  isOdd(path: string): Promise<boolean>;
}

/** Smaller than any record, also compressed. */
const SMALL_FILE_BYTES = 100;

/** How many gzip files are checked at once, beside the query. */
const CHECKS_AT_ONCE = 2;

/** Of gzip files, the largest ones on disk are looked into. */
const LARGEST: readonly ((files: readonly LogFile[]) => number)[] = [
  (files) => files.reduce((most, { path, bytes }) => (path.endsWith('.gz') ? most : Math.max(most, bytes)), 0),
  (files) =>
    files
      .filter(({ path, bytes }) => path.endsWith('.gz') && bytes > 18)
      .sort((a, b) => b.bytes - a.bytes)
      .slice(0, 3)
      .reduce((most, { path, bytes }) => Math.max(most, decompressedBytes(path, bytes)), 0),
];

/** The files of a run, and what stands in for the odd ones among them. */
export class InputFiles {
  private readonly copies = new Map<LogFile, string>();
  private readonly problems = new Map<LogFile, FileProblem>();
  private readonly dropped = new Set<LogFile>();
  private allExamined = false;

  constructor(
    readonly files: readonly LogFile[],
    private readonly fileRepair: FileRepair,
    private readonly workFolder: string,
  ) {
    for (const file of files) if (file.bytes === 0) this.dropEmpty(file);
  }

  /** The files that hold something, in the order of `file_index`. */
  get readable(): readonly LogFile[] {
    return this.files.filter((file) => !this.dropped.has(file));
  }

  /** What DuckDB is to read: one path for each readable file, or an empty file when there is none. */
  paths(): readonly string[] {
    const paths = this.readable.map((file) => this.copies.get(file) ?? file.path);
    return paths.length > 0 ? paths : [this.writeEmptyFile()];
  }

  toRead(): ReadableFiles {
    const originals = this.readable.filter((file) => !this.copies.has(file));
    const totalBytes = this.readable.reduce((sum, { bytes }) => sum + bytes, 0);
    return {
      paths: this.paths(),
      averageBytes: totalBytes / Math.max(1, this.readable.length),
      largestBytes: Math.max(0, ...LARGEST.map((kind) => kind(originals))),
    };
  }

  unreadable(): readonly FileProblem[] {
    return this.files.flatMap((file) => this.problems.get(file) ?? []);
  }

  /** Repairs what an error of DuckDB names. @returns whether another attempt can do better */
  async repairAfter(message: string): Promise<boolean> {
    const named = this.readable.filter(
      (file) => !this.copies.has(file) && [file.path, literalPath(file.path)].some((path) => message.includes(path)),
    );
    if (named.length > 0) {
      for (const file of named) await this.repair(file);
    }
    // DuckDB tells of one file only, and of some damage without a name: look at all of them once
    const others = this.allExamined ? [] : await this.examineAll();
    this.allExamined = true;
    for (const file of others) await this.repair(file);
    return named.length + others.length > 0;
  }

  /** Puts a repaired copy in the place of the file. @returns whether that is new */
  async repair(file: LogFile): Promise<boolean> {
    if (this.copies.has(file) || this.dropped.has(file)) return false;
    const copy = join(this.workFolder, `repaired-${this.copies.size + this.dropped.size}`);
    const { problem, empty } = await this.tryRepair(file, copy);
    if (problem) this.problems.set(file, { file, reason: problem, partial: !empty });
    if (empty) this.dropped.add(file);
    else this.copies.set(file, copy);
    return true;
  }

  /** Files whose gzip stream is damaged. */
  async findDamaged(signal?: AbortSignal): Promise<readonly LogFile[]> {
    const queue = this.readable.filter(({ path }) => path.endsWith('.gz'));
    const damaged: LogFile[] = [];
    const next = async (): Promise<void> => {
      for (let file = queue.shift(); file && !signal?.aborted; file = queue.shift()) {
        if (await findGzipDamage(file.path, signal)) damaged.push(file);
      }
    };
    await Promise.all(Array.from({ length: CHECKS_AT_ONCE }, next));
    return damaged;
  }

  /** Gzip streams that DuckDB takes for lines: the first bytes are no UTF-8, so these are refused. */
  disguisedGzip(refused: ReadonlySet<string>): readonly LogFile[] {
    // what follows a question mark is no extension to DuckDB
    const isDecompressed = (path: string) => path.endsWith('.gz') && !path.includes('?');
    return this.readable.filter(({ path }) => refused.has(path) && !isDecompressed(path) && beginsLikeGzip(path));
  }

  /** Odd ones among the files that are too small to hold a record: what has no document has no record that could be odd. */
  async oddSmallFiles(): Promise<readonly LogFile[]> {
    const odd: LogFile[] = [];
    for (const file of this.readable) {
      if (file.bytes <= SMALL_FILE_BYTES && !this.copies.has(file) && (await this.isOdd(file))) odd.push(file);
    }
    return odd;
  }

  private async examineAll(): Promise<readonly LogFile[]> {
    const damaged = await this.findDamaged();
    const odd: LogFile[] = [];
    for (const file of this.readable) {
      if (this.copies.has(file) || damaged.includes(file)) continue;
      if (await this.isOdd(file)) odd.push(file);
    }
    return [...damaged.filter((file) => !this.copies.has(file)), ...odd];
  }

  private async isOdd(file: LogFile): Promise<boolean> {
    try {
      return await this.fileRepair.isOdd(file.path);
    } catch {
      // the repair tells what is wrong
      return true;
    }
  }

  private dropEmpty(file: LogFile): void {
    const reason = this.fileRepair.explainNoBytes(file.path);
    if (reason) this.problems.set(file, { file, reason, partial: false });
    this.dropped.add(file);
  }

  private async tryRepair(file: LogFile, copy: string): Promise<{ problem?: string; empty: boolean }> {
    try {
      return await this.fileRepair.repair(file, copy);
    } catch (error) {
      return { problem: (error as Error).message, empty: true };
    }
  }

  private writeEmptyFile(): string {
    const path = join(this.workFolder, 'empty');
    writeFileSync(path, this.fileRepair.emptyFile, { mode: 0o600 });
    return path;
  }
}
