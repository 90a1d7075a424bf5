import { AuditError } from '../shared/errors';
import { codecOf } from './content-codec';
import { type Manifest, parseManifest } from './manifest';
import { damagedRollup } from './old-content';
import { type ContentFacts, factsOf } from './rollup-content';
import type { RollupJob } from './rollup-job';
import { manifestKey, type RollupKeys } from './rollup-place';
import { type PresentObject, type RollupStore, SourceChanged } from './rollup-store';

/** A rollup as it is now. */
export interface RollupState {
  readonly version: string;
  readonly manifestKey: string;
  readonly manifest: Manifest;
}

type Destination = Pick<RollupJob, 'destination' | 'format' | 'parquet'>;

/**
 * The rollup that is there, with its manifest; undefined when there is none. What was `known` is not read again.
 * @throws AuditError when something else lies in its place
 */
export async function loadState(
  job: Destination,
  keys: RollupKeys,
  known?: RollupState,
): Promise<RollupState | undefined> {
  const { destination } = job;
  for (;;) {
    const present = await destination.head(keys.output);
    if (!present) return undefined;
    const isKnown = known?.version === present.version && manifestNamed(keys, present, known) === known.manifestKey;
    if (isKnown) return known;
    const state =
      present.manifestId === undefined
        ? await findManifest(job, keys, present)
        : await namedManifest(destination, keys, present.version, present.manifestId);
    if (state) return state;
    // somebody else has put another one there, and removed the manifest of the one before
    const now = await destination.head(keys.output);
    if (now?.version === present.version) throw foreign(destination, keys);
  }
}

/** Content of a rollup before compression. @throws SourceChanged when it is not that version any more */
export function openRollup(job: Destination, keys: RollupKeys, present: PresentObject): AsyncIterable<Buffer> {
  const { destination } = job;
  const stored = destination.open(keys.output, present.version, present.bytes);
  return codecOf(job).decode(stored, present.bytes, addressOf(destination, keys.output));
}

/**
 * Reads a rollup back and compares it with its manifest.
 * @returns false when it is not that version any more
 * @throws AuditError when it is not what the manifest says
 */
export async function verifyRollup(job: Destination, keys: RollupKeys, state: RollupState): Promise<boolean> {
  const { version, manifest } = state;
  try {
    const facts = await factsOf(openRollup(job, keys, { version, bytes: manifest.storedBytes }));
    if (!fits(manifest, facts)) throw damagedRollup(addressOf(job.destination, keys.output));
    return true;
  } catch (error) {
    if (error instanceof SourceChanged) return false;
    throw error;
  }
}

/** The manifest that an object names; where none can be named, that does not count. */
function manifestNamed(keys: RollupKeys, { manifestId }: PresentObject, known: RollupState): string {
  return manifestId === undefined ? known.manifestKey : manifestKey(keys, manifestId);
}

/** The address of something in a store. */
export function addressOf({ address }: Pick<RollupStore, 'address'>, key: string): string {
  return `${address.replace(/[^/]*$/, '')}${key}`;
}

async function namedManifest(
  destination: RollupStore,
  keys: RollupKeys,
  version: string,
  id: string,
): Promise<RollupState | undefined> {
  const key = manifestKey(keys, /^[0-9a-f]{16,64}$/.test(id) ? id : '');
  const content = await destination.get(key);
  return content && { version, manifestKey: key, manifest: parseManifest(content, addressOf(destination, key)) };
}

/** Where nothing names the manifest, it is the one that fits the content. */
async function findManifest(
  job: Destination,
  keys: RollupKeys,
  present: PresentObject,
): Promise<RollupState | undefined> {
  const { destination } = job;
  if (!destination.identifiesByContent) return undefined;
  let facts: ContentFacts | undefined;
  for (const { key } of await destination.listManifests(keys.manifests)) {
    const content = await destination.get(key);
    const manifest = content && parseManifest(content, addressOf(destination, key));
    if (manifest?.storedBytes !== present.bytes || manifest.format !== job.format) continue;
    facts ??= await factsOf(openRollup(job, keys, present)).catch(tellDamage);
    if (facts && fits(manifest, facts)) return { version: present.version, manifestKey: key, manifest };
  }
  return undefined;
}

/** What can't be unpacked fits no manifest. */
function tellDamage(error: unknown): undefined {
  if (error instanceof SourceChanged || (error instanceof AuditError && error.code === 'LOG_OBJECT_DAMAGED')) return;
  throw error;
}

function fits({ sha256, lines, bytes }: Manifest, facts: ContentFacts): boolean {
  return sha256 === facts.sha256 && lines === facts.lines && bytes === facts.bytes;
}

function foreign(destination: RollupStore, keys: RollupKeys): AuditError {
  return new AuditError(
    'ROLLUP_REFUSED',
    `${addressOf(destination, keys.output)} has no manifest that tells what is in it, so that nothing can be added to it without the danger of losing or doubling lines; it was written or changed by something else. Move it away, or put its manifest (${addressOf(destination, keys.manifests)}….manifest.json) back`,
  );
}
