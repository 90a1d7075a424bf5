import { DAY_MS } from '../shared/utc-dates';

/** No attempt to write a rollup takes so long: what one has left behind then is nobody's. */
export const ATTEMPT_MS = DAY_MS;

/** What became of uploads that were begun and never ended. */
export interface AbandonedUploads {
  readonly aborted: number;
  /** Why not all could be looked for or given up. */
  readonly problem?: string;
}

/** Something that may be merged, as a listing shows it. */
export interface StoredSource {
  /** Relative to the store, with `/`. */
  readonly key: string;
  readonly bytes: number;
  /** Changes with every change of the content: the ETag, or what the file system tells. */
  readonly version: string;
  /** Why it can't be read, if it can't. */
  readonly unreadable?: string;
}

/** Sources, most of which are no objects until it is their turn. */
export interface Sources extends Iterable<StoredSource> {
  readonly length: number;
}

/** An object of the destination as it is now. */
export interface PresentObject {
  /** Changes with every write. */
  readonly version: string;
  readonly bytes: number;
  /** Of the manifest that was named when it was written; undefined where a store can't keep it, or nobody named one. */
  readonly manifestId?: string;
}

/** Writes one object; nothing is to be seen of it before `commit`. */
export interface ObjectWriter {
  /** The bytes are the caller's again afterwards. */
  write(bytes: Buffer): Promise<void>;
  /**
   * Puts the content in its place if there is still what was there: the version given, or nothing. After a conflict nothing
   * has been written, or an answer was lost: the store has to be asked.
   */
  commit(expected: string | undefined): Promise<{ readonly version: string } | 'conflict'>;
  /** Leaves nothing behind of what was written, as far as that is possible. */
  abort(): Promise<void>;
  /** Written so far. */
  readonly bytes: number;
}

/** What became of a request to delete sources. */
export interface Deletion {
  readonly deleted: number;
  /** Sources that stay, with the reason. */
  readonly kept: readonly { readonly key: string; readonly reason: string }[];
}

/** Where logs are merged from or to: a part of a bucket, or a folder. */
export interface RollupStore {
  /** As a person would write it, ending in `/` or in the prefix. */
  readonly address: string;
  /** Requests that were made so far; of a folder 0. */
  readonly requests: number;
  /** Everything whose key begins with the prefix, in the order of keys. */
  list(prefix: string): AsyncIterable<readonly StoredSource[]>;
  /**
   * Content of a small source that was listed.
   * @throws SourceChanged when it is another one now, or gone
   */
  read(source: StoredSource): Promise<Buffer>;
  /** The same at once, where there is nothing to wait for, at the beginning of a space that is larger than the source. */
  readInto?(source: StoredSource, space: Buffer): Buffer;
  /**
   * Content of an object in pieces, with the same errors. Without a version whatever is there. A piece is good until the next
   * one is asked for.
   */
  open(key: string, version: string | undefined, bytes: number): AsyncIterable<Buffer>;
  /** Whether the SHA-256 of the content tells sources from each other; their version does otherwise. */
  readonly identifiesByContent: boolean;
  /** What a source is known by in a manifest, with the errors of `read`. */
  identify(source: StoredSource): Promise<string>;
  head(key: string): Promise<PresentObject | undefined>;
  /** Content of a small object of our own; undefined when there is none. */
  get(key: string): Promise<Buffer | undefined>;
  /** Writes a small object, whatever is there; `ifNew` only if nothing is. @returns whether it was written */
  put(key: string, content: Iterable<Buffer>, ifNew?: boolean): Promise<boolean>;
  /** Keys of manifests that begin so, with their age. */
  listManifests(beginning: string): Promise<readonly { readonly key: string; readonly ageMs: number }[]>;
  remove(key: string): Promise<void>;
  create(key: string, manifestId: string): Promise<ObjectWriter>;
  /** Gives up uploads of rollups that were begun before and never ended, where there can be some. Fails never but for bugs. */
  abortAbandoned?(before: Date): Promise<AbandonedUploads>;
  /** Deletes sources that are still the ones that were listed. */
  deleteSources(sources: Sources): Promise<Deletion>;
  /** Keeps others from merging into the same place, where conditions can't. @returns what ends it */
  lock(): Promise<() => Promise<void>>;
}

/** A source is not the one any more that was listed, or gone. */
export class SourceChanged extends Error {
  constructor(readonly kind: 'changed' | 'gone') {
    super(kind);
  }
}
