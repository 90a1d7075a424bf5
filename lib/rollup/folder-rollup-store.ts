import { createHash } from 'node:crypto';
import { linkSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathOfKey } from '../log-store/sync/file-names';
import { oneLine } from '../shared/errors';
import { SETTINGS_KEY } from './destination-settings';
import { FolderFileWriter } from './folder-file-writer';
import { makeDurable, readPieces, readWhole, stateOfFile, versionOf, walkFiles, writeDurably } from './folder-files';
import { lockFolder } from './folder-lock';
import type { Deletion, ObjectWriter, PresentObject, RollupStore, Sources, StoredSource } from './rollup-store';

/** Few, so that they are forgotten before anybody looks for garbage. */
const PAGE = 100;
/** After so many pages others get their turn. */
const PAGES_AT_ONCE = 10;
/** After so many deletions others get their turn. */
const DELETIONS_AT_ONCE = 1000;

/** Where a folder is. */
export interface FolderPlace {
  /** Its path. */
  readonly folder: string;
  /** What it is called. */
  readonly address: string;
  /** Whether keys come from elsewhere and need not be legal paths, as in a destination. */
  readonly foreignKeys: boolean;
}

/** A folder that logs are merged from or to. */
export class FolderRollupStore implements RollupStore {
  readonly requests = 0;
  readonly identifiesByContent = true;

  readonly address: string;
  private readonly folder: string;

  constructor(readonly place: FolderPlace) {
    this.address = place.address;
    this.folder = place.folder;
  }

  async *list(prefix: string): AsyncGenerator<readonly StoredSource[]> {
    let page: StoredSource[] = [];
    let pages = 0;
    for (const key of walkFiles(this.folder, prefix)) {
      const stats = lstatSync(`${this.folder}/${key}`, { bigint: true, throwIfNoEntry: false });
      // deleted since the folder was read
      if (!stats) continue;
      if (stats.isSymbolicLink())
        page.push({ key, bytes: 0, version: '', unreadable: 'a symbolic link, which could lead anywhere' });
      else if (stats.isFile()) page.push({ key, bytes: Number(stats.size), version: versionOf(stats) });
      if (page.length < PAGE) continue;
      yield page;
      page = [];
      // others get their turn
      if (++pages % PAGES_AT_ONCE === 0) await setImmediate();
    }
    if (page.length > 0) yield page;
  }

  async read({ key, bytes }: StoredSource): Promise<Buffer> {
    return readWhole(this.pathOf(key), bytes);
  }

  readInto({ key, bytes }: StoredSource, space: Buffer): Buffer {
    return readWhole(this.pathOf(key), bytes, space);
  }

  open(key: string, version: string | undefined): AsyncIterable<Buffer> {
    return readPieces(this.pathOf(key), version);
  }

  async identify({ key, version }: StoredSource): Promise<string> {
    const digest = createHash('sha256');
    for await (const piece of readPieces(this.pathOf(key), version)) digest.update(piece);
    return digest.digest('hex');
  }

  async head(key: string): Promise<PresentObject | undefined> {
    return stateOfFile(this.pathOf(key));
  }

  async get(key: string): Promise<Buffer | undefined> {
    const state = stateOfFile(this.pathOf(key));
    return state && readWhole(this.pathOf(key), state.bytes);
  }

  async put(key: string, content: Iterable<Buffer>, ifNew = false): Promise<boolean> {
    const path = this.pathOf(key);
    mkdirSync(dirname(path), { recursive: true });
    // begins as its manifest does, and is an orphan like one when this is killed
    const temporary = temporaryOf(path);
    try {
      rmSync(temporary, { force: true });
      writeDurably(temporary, content);
      if (ifNew) linkSync(temporary, path);
      else renameSync(temporary, path);
      makeDurable(dirname(path));
      return true;
    } catch (error) {
      if (ifNew && (error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      rmSync(temporary, { force: true });
    }
  }

  async listManifests(beginning: string): Promise<readonly { readonly key: string; readonly ageMs: number }[]> {
    // the end of a name must not be taken for something that has to be written differently
    const path = this.pathOf(`${beginning}x`);
    const [folder, start] = [dirname(path), basename(path).slice(0, -1)];
    const above = beginning.slice(0, beginning.lastIndexOf('/') + 1);
    return namesIn(folder)
      .filter((name) => name.startsWith(start))
      .flatMap((name) => {
        const state = stateOfFile(join(folder, name));
        const key = `${above}${beginning.slice(above.length)}${name.slice(start.length)}`;
        return state ? [{ key, ageMs: Date.now() - state.modifiedMs }] : [];
      });
  }

  async remove(key: string): Promise<void> {
    rmSync(this.pathOf(key), { force: true });
  }

  async create(key: string, manifestId: string): Promise<ObjectWriter> {
    return new FolderFileWriter(this.pathOf(key), manifestId);
  }

  async deleteSources(sources: Sources): Promise<Deletion> {
    const kept: { key: string; reason: string }[] = [];
    let count = 0;
    for (const { key, version } of sources) {
      if (++count % DELETIONS_AT_ONCE === 0) await setImmediate();
      const path = this.pathOf(key);
      try {
        const state = stateOfFile(path);
        if (state?.version === version) unlinkSync(path);
        else if (state || lstatSync(path, { throwIfNoEntry: false })) {
          kept.push({ key, reason: 'changed since it was merged' });
        }
      } catch (error) {
        kept.push({ key, reason: `it can not be deleted: ${oneLine(error)}` });
      }
    }
    return { deleted: sources.length - kept.length, kept };
  }

  async lock(): Promise<() => Promise<void>> {
    mkdirSync(this.folder, { recursive: true });
    const release = await lockFolder(this.folder);
    rmSync(temporaryOf(this.pathOf(SETTINGS_KEY)), { force: true });
    return release;
  }

  private pathOf(key: string): string {
    return `${this.folder}/${this.place.foreignKeys ? pathOfKey(key) : key}`;
  }
}

/** Where a small file is written before it is put in its place. Whoever does so has locked the folder. */
function temporaryOf(path: string): string {
  return `${path}.tmp`;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
