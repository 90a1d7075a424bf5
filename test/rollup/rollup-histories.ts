import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openBucket } from '../../lib/log-store/s3-client';
import { FolderRollupStore } from '../../lib/rollup/folder-rollup-store';
import type { RollupJob } from '../../lib/rollup/rollup-job';
import type { RollupStore } from '../../lib/rollup/rollup-store';
import { S3RollupStore } from '../../lib/rollup/s3-rollup-store';
import type { LocalAws } from '../aws';

/** Where logs and rollups of a test lie; `logs/` is the source, and the destination is in it. */
export interface TestPlace {
  readonly source: RollupStore;
  readonly destination: RollupStore;
  /** Keys below `logs/` with their contents. */
  files(): Map<string, Buffer>;
  put(key: string, content: Buffer | string): void;
  delete(key: string): void;
  close(): void;
}

const DESTINATION = 'rolled/';

export function folderPlace(): TestPlace {
  const root = join(realpathSync(mkdtempSync(join(tmpdir(), 'rollup-'))), 'logs');
  mkdirSync(root);
  return {
    source: new FolderRollupStore({ folder: root, address: 'logs/', foreignKeys: false }),
    destination: new FolderRollupStore({
      folder: join(root, DESTINATION),
      address: `logs/${DESTINATION}`,
      foreignKeys: true,
    }),
    files() {
      const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
      const files = names.filter((name) => statSync(join(root, name)).isFile());
      return new Map(files.map((name) => [name, readFileSync(join(root, name))]));
    },
    put(key, content) {
      mkdirSync(dirname(join(root, key)), { recursive: true });
      writeFileSync(join(root, key), content);
    },
    delete: (key) => rmSync(join(root, key)),
    close: () => rmSync(dirname(root), { recursive: true }),
  };
}

let buckets = 0;

export async function bucketPlace(aws: LocalAws): Promise<TestPlace> {
  const name = `logs-${++buckets}`;
  const { objects } = aws.s3.createBucket({ name });
  const address = { bucket: name, prefix: 'logs/' };
  const bucket = await openBucket(address, { connections: 64 });
  const keys = () => Array.from({ length: objects.length }, (_, index) => objects.keyAt(index));
  return {
    source: new S3RollupStore(bucket, 'logs/'),
    destination: new S3RollupStore(bucket, `logs/${DESTINATION}`),
    files: () => new Map(keys().map((key) => [key.slice('logs/'.length), aws.s3.read(name, key)])),
    put: (key, content) => void aws.s3.put(name, `logs/${key}`, content),
    delete: (key) => objects.delete(`logs/${key}`),
    close() {
      bucket.s3.destroy();
      aws.s3.buckets.delete(name);
    },
  };
}

/** A job by day, unless said otherwise. */
export function jobOf(
  { source, destination }: Pick<TestPlace, 'source' | 'destination'>,
  more: Partial<RollupJob> = {},
): RollupJob {
  return { source, destination, level: 'day', by: 'delivery-time', format: 'log', ...more };
}

/** Lines of all files that are logs or rollups, with where they are. Temporary files, which a kill cuts off, are neither. */
export function linesIn(files: ReadonlyMap<string, Buffer>): { readonly rolled: string[]; readonly raw: string[] } {
  const rolled: string[] = [];
  const raw: string[] = [];
  for (const [key, content] of files) {
    if (/(^|\/)[_.]/.test(key)) continue;
    const lines = /\.rollup\.log(\.gz)?$/.test(key) ? rolled : raw;
    for (const line of textOf(content).split('\n')) if (line !== '') lines.push(line);
  }
  return { rolled, raw };
}

function textOf(content: Buffer): string {
  return (content[0] === 0x1f && content[1] === 0x8b ? gunzipSync(content) : content).toString('latin1');
}

export function countEach(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}
