import { join } from 'node:path';
import { asidePathOfKey, foldPath, pathOfKey } from './file-names';
import { statusOf } from './file-status';

const FOLDER = Symbol('folder');

/** Which key has which path below a folder: no path has two keys, whatever the file system takes for the same. */
export class NameBook {
  private readonly takenBy = new Map<string, string | typeof FOLDER>();

  constructor(private readonly folder: string) {}

  /** Keeps the place that a key had before. @returns whether no other key has it */
  remember(key: string, aside: boolean): boolean {
    const path = pathOf(key, aside);
    if (!this.isUntaken(path, key)) return false;
    this.take(key, path);
    return true;
  }

  /** The place for a key that has none yet, or the one that it has got. */
  assign(key: string): { readonly path: string; readonly aside: boolean } {
    const plain = pathOfKey(key);
    const aside = !this.isUntaken(plain, key) || this.isBlocked(plain);
    const path = pathOf(key, aside);
    this.take(key, path);
    return { path, aside };
  }

  private take(key: string, path: string): void {
    const folded = foldPath(path);
    this.takenBy.set(folded, key);
    for (const above of foldersAbove(folded)) this.takenBy.set(above, FOLDER);
  }

  private isUntaken(path: string, key: string): boolean {
    const folded = foldPath(path);
    const owner = this.takenBy.get(folded);
    if (owner !== undefined) return owner === key;
    return !foldersAbove(folded).some((folder) => typeof this.takenBy.get(folder) === 'string');
  }

  /** Whether a folder lies where the file should be, or a file where one of its folders should be. */
  private isBlocked(path: string): boolean {
    const status = statusOf(join(this.folder, path));
    return status === 'blocked' || status?.isDirectory() === true;
  }
}

/** Relative path of a key. */
export function pathOf(key: string, aside: boolean): string {
  return aside ? asidePathOfKey(key) : pathOfKey(key);
}

function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
