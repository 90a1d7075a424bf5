import { randomBytes } from 'node:crypto';
import { AuditError } from '../shared/errors';
import { codecOf } from './content-codec';
import { linesOfPeriod } from './event-lines';
import { type Manifest, renderManifest } from './manifest';
import { type LeftSource, type MergedSegments, mergeSegments } from './merge-segments';
import { OldContent } from './old-content';
import type { Amount } from './plan-rollup';
import type { ReadAhead } from './read-ahead';
import { RollupContent } from './rollup-content';
import type { PlannedPeriod, RollupJob } from './rollup-job';
import { manifestKey, placeLog, type RollupKeys } from './rollup-place';
import { addressOf, openRollup, type RollupState } from './rollup-state';
import { ATTEMPT_MS, type ObjectWriter, SourceChanged, type StoredSource } from './rollup-store';

export interface Writing {
  readonly job: RollupJob;
  readonly period: PlannedPeriod['period'];
  readonly keys: RollupKeys;
  /** In the order of their keys. */
  readonly sources: Iterable<StoredSource>;
  /** What those are known by, by key, for which it had to be found out. */
  readonly identities: ReadonlyMap<string, string>;
  /** What is there already; its version must still be there at the end. */
  readonly replaced?: RollupState;
  /** Whether the content of what is there stays. */
  readonly keepsOld: boolean;
  readonly ahead: ReadAhead;
  readonly signal?: AbortSignal;
  readonly onRead?: (read: Amount) => void;
}

/** What is there after an attempt, and the sources that could not be had. */
interface Written {
  /** Absent when none could be had: then nothing was written. */
  readonly state?: RollupState;
  /** Bytes of the new sources that are in it. */
  readonly addedBytes: number;
  readonly left: readonly LeftSource[];
}

/**
 * Writes a rollup: first its manifest, then itself, if what was there before is still there. Only the second counts.
 * @returns `conflict` when somebody else was faster
 * @throws SpoiledAttempt when a source was found unusable too late
 */
export async function writeRollup(writing: Writing): Promise<Written | 'conflict'> {
  const { job, keys, replaced } = writing;
  const { destination } = job;
  // a manifest belongs to one attempt only: nobody else ever writes or names it
  const id = randomBytes(16).toString('hex');
  const key = manifestKey(keys, id);
  const writer = await destination.create(keys.output, id);
  let isCommitting = false;
  try {
    const { added, addedBytes, left, ...manifest } = await writeContent(writing, writer);
    if (added === 0) {
      await writer.abort();
      return { addedBytes, left };
    }
    if (!writing.keepsOld) requireAll(left, keys, job);
    // where the content tells which manifest is the right one, no other may be left
    if (destination.identifiesByContent) await removeOrphans(job, keys, replaced);
    await destination.put(key, renderManifest(manifest));
    isCommitting = true;
    const written = (version: string) => ({ state: { version, manifestKey: key, manifest }, addedBytes, left });
    const result = await writer.commit(replaced?.version);
    if (result !== 'conflict') return written(result.version);
    const present = await destination.head(keys.output);
    // the answer to an attempt that succeeded was lost
    if (present?.manifestId === id) return written(present.version);
    await destination.remove(key);
    await writer.abort();
    return 'conflict';
  } catch (error) {
    await writer.abort();
    // what was there is not there any more
    if (error instanceof SourceChanged && !isCommitting) return 'conflict';
    throw error;
  }
}

/**
 * Removes manifests of attempts that were killed. In a folder that is locked all others are nobody's; in a bucket, somebody
 * may be about to need those that are not old.
 */
export async function removeOrphans(job: RollupJob, keys: RollupKeys, present: RollupState | undefined): Promise<void> {
  const { destination } = job;
  for (const { key, ageMs } of await destination.listManifests(keys.manifests)) {
    const isNobodys = destination.identifiesByContent || ageMs > ATTEMPT_MS;
    if (key !== present?.manifestKey && isNobodys) await destination.remove(key);
  }
}

async function writeContent(
  { job, period, keys, sources, identities, replaced, keepsOld, ahead, signal, onRead }: Writing,
  writer: ObjectWriter,
): Promise<Manifest & Omit<MergedSegments, 'segments'>> {
  const codec = codecOf(job);
  const sink = codec.encode(writer);
  const content = new RollupContent(sink);
  const old = keepsOld ? replaced : undefined;
  const oldContent = old && openOld(job, keys, old);
  try {
    const { segments, ...found } = await mergeSegments({
      store: job.source,
      sources,
      identities,
      content,
      ahead,
      ...(old && oldContent ? { old: { segments: old.manifest.segments, content: oldContent } } : {}),
      ...(job.by === 'event-time' ? { selector: ({ key }) => linesOfPeriod(period, deliveryOf(key)) } : {}),
      linesOnly: codec.linesOnly,
      ...(signal ? { signal } : {}),
      ...(onRead ? { onRead } : {}),
    });
    const facts = await content.end();
    return { output: keys.output, format: job.format, ...facts, storedBytes: writer.bytes, segments, ...found };
  } finally {
    sink.close?.();
    await oldContent?.close();
  }
}

/** What is written anew must not lack what was there before. */
function requireAll(left: readonly LeftSource[], keys: RollupKeys, { destination }: RollupJob): void {
  const [first] = left;
  if (!first) return;
  throw new AuditError(
    'ROLLUP_REFUSED',
    `${addressOf(destination, keys.output)} is not written anew, because not all of its sources can be read: ${first.key}: ${first.reason}`,
  );
}

function openOld(job: RollupJob, keys: RollupKeys, { version, manifest }: RollupState): OldContent {
  const content = openRollup(job, keys, { version, bytes: manifest.storedBytes });
  return new OldContent(content, manifest, addressOf(job.destination, keys.output));
}

/** When a log object was delivered, as its name says. */
function deliveryOf(key: string): Date {
  return placeLog(key)?.delivered ?? new Date(0);
}
