import { closeSync, fsync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { makeDurable, stateOfFile } from './folder-files';
import type { ObjectWriter } from './rollup-store';

/** Writes a file beside its place and puts it there by renaming. Whoever uses it has locked the folder. */
export class FolderFileWriter implements ObjectWriter {
  bytes = 0;
  private readonly temporary: string;
  private file: number | undefined;

  constructor(
    private readonly path: string,
    id: string,
  ) {
    const folder = dirname(path);
    mkdirSync(folder, { recursive: true });
    removeLeftovers(folder, basename(path));
    this.temporary = join(folder, `.${basename(path)}.${id}.tmp`);
    this.file = openSync(this.temporary, 'wx', 0o666);
  }

  async write(bytes: Buffer): Promise<void> {
    for (let offset = 0; offset < bytes.length; ) {
      offset += writeSync(this.file as number, bytes, offset, bytes.length - offset);
    }
    this.bytes += bytes.length;
  }

  async commit(expected: string | undefined): Promise<{ readonly version: string } | 'conflict'> {
    await flushToDisk(this.file as number);
    this.close();
    if (stateOfFile(this.path)?.version !== expected) return 'conflict';
    renameSync(this.temporary, this.path);
    makeDurable(dirname(this.path));
    const state = stateOfFile(this.path);
    return state ? { version: state.version } : 'conflict';
  }

  async abort(): Promise<void> {
    this.close();
    rmSync(this.temporary, { force: true });
  }

  private close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }
}

const flushToDisk = promisify(fsync);

/** Of writers of the same file that were killed. */
function removeLeftovers(folder: string, name: string): void {
  for (const found of readdirSync(folder)) {
    if (found.startsWith(`.${name}.`) && found.endsWith('.tmp')) rmSync(join(folder, found), { force: true });
  }
}
