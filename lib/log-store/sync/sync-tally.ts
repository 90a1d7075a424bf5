import type { AuditError, ErrorCode } from '../../shared/errors';
import type { ListedObject } from '../s3-logs';
import type { SyncStep } from './sync-plan';

/** An object that could not be had. */
export interface SyncFailure {
  readonly key: string;
  readonly code: ErrorCode;
  readonly message: string;
}

/** Failures that are told one by one; all are counted. */
const NAMED = 20;

/** What a sync has done until now. */
export class SyncTally {
  /** Whether the listing is complete, so that {@link toDownload} is all there is. */
  listed = false;
  objects = 0;
  unchanged = 0;
  /** Files that were there already, unknown to the index. */
  recognized = 0;
  notWanted = 0;
  archived = 0;
  /** Objects and bytes that are or were to be downloaded, as listed. */
  toDownload = 0;
  bytesToDownload = 0;
  downloaded = 0;
  bytes = 0;
  failed = 0;
  readonly failures: SyncFailure[] = [];
  deleted = 0;
  /** Objects that were not deleted, because nothing but their size could be compared, or because they have changed. */
  unproven = 0;
  changed = 0;

  list(step: SyncStep): void {
    this.objects++;
    if (step.kind === 'unchanged') this.unchanged++;
    if (step.kind === 'skip' && step.reason === 'not wanted') this.notWanted++;
    if (step.kind === 'skip' && step.reason === 'archived') this.archived++;
    if (step.kind !== 'download' && step.kind !== 'compare') return;
    this.toDownload++;
    this.bytesToDownload += step.object.bytes;
  }

  succeed(bytes: number): void {
    this.downloaded++;
    this.bytes += bytes;
  }

  fail({ key }: ListedObject, { code, message }: AuditError): void {
    this.failed++;
    if (this.failures.length < NAMED) this.failures.push({ key, code, message });
  }
}
