import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { identifyFile } from '../log-store/file-identity';
import type { LogFile } from '../log-store/local-logs';
import { writeWhole } from '../log-store/write-whole';
import type { ReportData } from '../report/traffic/report-data';
import { oneLine } from '../shared/errors';
import type { CacheRequest } from './parsed-logs';

/** So many reports are kept, the newest ones. */
const KEPT_REPORTS = 50;
const LARGEST_BYTES = 50_000_000;

/** Name of the only field of an object that stands for an integer beyond what JSON can hold. */
const INTEGER = '$integer';

/** Everything that a report depends on. */
export interface ReportOrigin {
  readonly cache: CacheRequest;
  /** Definition, selection, wishes: whatever can be written as JSON. */
  readonly wishes: readonly unknown[];
  readonly files: readonly LogFile[];
}

/**
 * A report that was made before of the very same files, with the same wishes, by the same version. The key is everything
 * that a report depends on, with the identity of each file.
 */
export class KeptReport {
  private constructor(
    private readonly origin: ReportOrigin,
    private readonly key: string,
  ) {}

  /** Undefined when it can't be kept, because a file has just been changed. */
  static of(origin: ReportOrigin): KeptReport | undefined {
    const key = keyOf(origin);
    return key === undefined ? undefined : new KeptReport(origin, key);
  }

  /** Undefined when there is none, or none that can be read. */
  read(): ReportData | undefined {
    try {
      const text = readFileSync(this.path, 'utf8');
      const end = text.indexOf('\n');
      const body = text.slice(end + 1);
      return text.slice(0, end) === digest(body) ? (JSON.parse(body, revive) as ReportData) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Keeps the report, if its files are still what they were when they were chosen. A report of damaged files is not kept. */
  keep(data: ReportData): void {
    if (data.coverage.unreadable.length > 0 || keyOf(this.origin) !== this.key) return;
    try {
      const body = JSON.stringify(data, replace);
      if (body.length > LARGEST_BYTES) return;
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      writeWhole(this.path, `${digest(body)}\n${body}`);
      this.tidy();
    } catch (error) {
      this.origin.cache.onProblem?.(oneLine(error));
    }
  }

  private get folder(): string {
    return join(this.origin.cache.folder, 'reports');
  }

  private get path(): string {
    return join(this.folder, `${this.key}.json`);
  }

  private tidy(): void {
    const files = readdirSync(this.folder).flatMap((name) => {
      const path = join(this.folder, name);
      const stats = statSync(path, { throwIfNoEntry: false });
      return stats ? [{ path, writtenMs: stats.mtimeMs }] : [];
    });
    const old = files.sort((a, b) => b.writtenMs - a.writtenMs).slice(KEPT_REPORTS);
    for (const { path } of old) rmSync(path, { force: true });
  }
}

function keyOf({ cache: { version, now = Date.now }, wishes, files }: ReportOrigin): string | undefined {
  const hash = createHash('sha256').update(JSON.stringify([version, wishes]));
  for (const { path, shownPath, relativePath, bytes, named } of files) {
    const identity = identifyFile(path, now());
    if (!identity?.settled) return undefined;
    hash.update(JSON.stringify([path, shownPath, relativePath, bytes, named, identity.text]));
  }
  return hash.digest('hex');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function replace(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return { [INTEGER]: String(value) };
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('a number that can not be kept');
  return value;
}

function revive(_key: string, value: unknown): unknown {
  const integer = (value as Readonly<Record<string, unknown>> | null)?.[INTEGER];
  return typeof integer === 'string' ? BigInt(integer) : value;
}
