import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AuditError, UsageError } from '../../shared/errors';
import { parseJson } from '../../shared/parse-json';
import type { Proof } from '../download-object';
import { STATE_FOLDER } from './file-names';

/** What is known of an object that is on disk. */
export interface IndexEntry {
  readonly etag: string;
  readonly bytes: number;
  /** Of the content, in hexadecimal. */
  readonly md5: string;
  readonly proof: Proof;
  /** Whether it lies aside, because another key has its path. */
  readonly aside: boolean;
}

const VERSION = 1;
const PROOFS: readonly unknown[] = ['etag', 'checksum', 'size'] satisfies readonly Proof[];

/** A line of the file: key, ETag, size, MD5, proof, and 1 for an object that lies aside. */
type Line = [string, string, number, string, Proof, 0 | 1];

interface Header {
  readonly version: number;
  readonly source: string;
}

/** Lines that are gathered before they are written. */
const BATCH = 200;

/**
 * Which objects are in a folder, in a file of lines: the last line of a key counts. Lines are only added, each batch with
 * one write to the end of the file, so that several processes can do it, and one that is killed leaves no more than a
 * line that can't be read. A line too few costs a look at the file, a line that is not there nothing worse.
 */
export class SyncIndex {
  private readonly entries = new Map<string, IndexEntry>();
  private lines = 0;
  /** What of the file is known: more is there when somebody else has added to it. */
  private knownBytes = 0;
  private pending: string[] = [];

  private constructor(
    private readonly file: string,
    private readonly source: string,
  ) {}

  /**
   * Reads the index of a folder. `source` is the part of a bucket (`s3://bucket/folder/`) that its paths are relative to.
   * @throws UsageError when the folder holds the logs of another one
   */
  static open(folder: string, source: string): SyncIndex {
    const index = new SyncIndex(join(folder, STATE_FOLDER, 'index.ndjson'), source);
    index.read(folder);
    return index;
  }

  get(key: string): IndexEntry | undefined {
    return this.entries.get(key);
  }

  /** Does as if the object had never been there. */
  forget(key: string): void {
    this.entries.delete(key);
  }

  [Symbol.iterator](): Iterator<readonly [string, IndexEntry]> {
    return this.entries[Symbol.iterator]();
  }

  /** Adds what is on disk now. It is kept in the file some time later, see {@link flush}. */
  set(key: string, entry: IndexEntry): void {
    this.entries.set(key, entry);
    this.pending.push(lineOf(key, entry));
    if (this.pending.length >= BATCH) this.flush();
  }

  /** Writes what was added. */
  flush(): void {
    if (this.pending.length === 0) return;
    mkdirSync(dirname(this.file), { recursive: true });
    const isNew = !statSync(this.file, { throwIfNoEntry: false })?.size;
    // the line before may be half of one
    const added = Buffer.from(`\n${isNew ? headerOf(this.source) : ''}${this.pending.join('')}`);
    appendFileSync(this.file, added, { mode: 0o600 });
    this.knownBytes += added.length;
    this.lines += this.pending.length;
    this.pending = [];
  }

  /** Writes what was added, and the whole file anew when most of it is out of date. */
  close(): void {
    this.flush();
    if (this.lines < 2 * this.entries.size + BATCH || !this.isAllKnown()) return;
    const made = `${this.file}.${process.pid}-${randomBytes(4).toString('hex')}`;
    writeFileSync(made, headerOf(this.source), { mode: 0o600 });
    let lines: string[] = [];
    for (const [key, entry] of this.entries) {
      if (lines.push(lineOf(key, entry)) >= 10_000) {
        appendFileSync(made, lines.join(''));
        lines = [];
      }
    }
    appendFileSync(made, lines.join(''));
    if (this.isAllKnown()) renameSync(made, this.file);
    else rmSync(made);
  }

  private isAllKnown(): boolean {
    return statSync(this.file, { throwIfNoEntry: false })?.size === this.knownBytes;
  }

  private read(folder: string): void {
    const content = contentOf(this.file);
    this.knownBytes = content.length;
    for (const text of content.toString().split('\n')) {
      if (text === '') continue;
      const value = parseJson(text);
      // what is neither is half a line
      if (isLine(value)) this.take(value);
      else if (isHeader(value)) this.check(value, folder);
    }
  }

  private take([key, etag, bytes, md5, proof, aside]: Line): void {
    this.lines++;
    this.entries.set(key, { etag, bytes, md5, proof, aside: aside === 1 });
  }

  private check(found: Header, folder: string): void {
    if (found.version !== VERSION) {
      throw new AuditError(
        'NOT_SUPPORTED',
        `'${folder}' was made by another version of s3-log-audit; use that one, or remove '${join(folder, STATE_FOLDER)}'`,
      );
    }
    if (found.source !== this.source) {
      throw new UsageError(
        'INVALID_OPTION',
        `'${folder}' holds the logs of ${found.source}, not of ${this.source}; give another folder`,
      );
    }
  }
}

function headerOf(source: string): string {
  return `${JSON.stringify({ version: VERSION, source })}\n`;
}

function lineOf(key: string, { etag, bytes, md5, proof, aside }: IndexEntry): string {
  const values: Line = [key, etag, bytes, md5, proof, aside ? 1 : 0];
  return `${JSON.stringify(values)}\n`;
}

function isLine(value: unknown): value is Line {
  if (!Array.isArray(value) || value.length !== 6) return false;
  const [key, etag, bytes, md5, proof] = value as unknown[];
  const texts = [key, etag, md5].every((text) => typeof text === 'string');
  return texts && typeof bytes === 'number' && PROOFS.includes(proof);
}

function isHeader(value: unknown): value is Header {
  const { version, source } = (value ?? {}) as Partial<Header>;
  return typeof version === 'number' && typeof source === 'string';
}

function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
