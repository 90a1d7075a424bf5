import { join } from 'node:path';
import { LOG_TYPES } from '../../log-types/index';
import { LOG_TYPE_IDS } from '../../log-types/log-type';
import { skipReason } from '../../log-types/select-logs';
import type { WantedLogs } from '../list-log-objects';
import type { ListedObject } from '../s3-logs';
import { fileBytes } from './file-status';
import { NameBook, pathOf } from './name-book';
import type { IndexEntry, SyncIndex } from './sync-index';

/** What is to be done about a listed object. */
export type SyncStep = {
  readonly object: ListedObject;
  /** The key below the folder that is synchronized. */
  readonly key: string;
} & (
  | { readonly kind: 'skip'; readonly reason: 'folder marker' | 'not wanted' | 'archived' }
  | ({ readonly kind: 'unchanged'; readonly entry: IndexEntry } & Place)
  /** A file of the right size is there that the index does not know. */
  | ({ readonly kind: 'compare' } & Place)
  | ({ readonly kind: 'download' } & Place)
);

export interface Place {
  readonly aside: boolean;
  /** Where the file is or will be. */
  readonly file: string;
}

/** Decides object by object, by what the index knows and what is on disk. */
export class SyncPlan {
  private readonly names: NameBook;

  /** `base` is the part of the keys that the paths in the folder don't have. */
  constructor(
    private readonly folder: string,
    private readonly base: string,
    private readonly index: SyncIndex,
    private readonly wanted: WantedLogs | undefined,
  ) {
    this.names = new NameBook(folder);
    for (const [key, { aside }] of index) {
      // two processes may have given one place away twice: the file can't be both
      if (!this.names.remember(key, aside)) index.forget(key);
    }
  }

  step(object: ListedObject): SyncStep {
    const key = object.key.slice(this.base.length);
    const about = { object, key };
    // consoles show folders for them
    if (key === '' || (key.endsWith('/') && object.bytes === 0))
      return { ...about, kind: 'skip', reason: 'folder marker' };
    if (!this.isWanted(key)) return { ...about, kind: 'skip', reason: 'not wanted' };
    const entry = this.index.get(key);
    const { aside, path } = entry ? { aside: entry.aside, path: pathOf(key, entry.aside) } : this.names.assign(key);
    const place = { aside, file: join(this.folder, path) };
    const isThere = fileBytes(place.file) === object.bytes;
    const isSame = entry?.etag === object.etag && entry.bytes === object.bytes;
    if (entry && isSame && isThere) return { ...about, ...place, kind: 'unchanged', entry };
    if (!entry && isThere) return { ...about, ...place, kind: 'compare' };
    if (object.archived) return { ...about, kind: 'skip', reason: 'archived' };
    return { ...about, ...place, kind: 'download' };
  }

  private isWanted(key: string): boolean {
    const { wanted } = this;
    if (!wanted) return true;
    const file = { relativePath: key, named: false };
    return LOG_TYPE_IDS.some((id) => !skipReason(LOG_TYPES[id], file, wanted.window, wanted.padding[id]));
  }
}
