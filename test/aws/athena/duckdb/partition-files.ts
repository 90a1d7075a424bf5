import type { GlueTable } from '../../glue/glue-table';
import { AthenaQueryError, type ObjectReader } from '../athena-engine';
import type { Partition } from './projection';

export interface PartitionFile {
  readonly bucket: string;
  readonly key: string;
  readonly values: Partition['values'];
}

const SYMLINK_FORMAT = 'SymlinkTextInputFormat';

/** The files of the partitions that Athena reads: none whose name begins with `_` or `.`, and for symlinks those listed. */
export async function partitionFiles(
  table: GlueTable,
  partitions: readonly Partition[],
  objects: ObjectReader,
): Promise<readonly PartitionFile[]> {
  const files: PartitionFile[] = [];
  for (const { location, values } of partitions) {
    const { bucket, key: prefix } = parseLocation(location);
    // a location is a folder: `logs` does not hold `logs2/x`
    const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
    for (const { key, size } of await objects.list(bucket, folder)) {
      if (size > 0 && !isHidden(key.slice(folder.length))) files.push({ bucket, key, values });
    }
  }
  const isSymlink = table.StorageDescriptor.InputFormat?.endsWith(SYMLINK_FORMAT) ?? false;
  return isSymlink ? listedFiles(files, objects) : files;
}

function isHidden(path: string): boolean {
  return path.split('/').some((name) => name.startsWith('_') || name.startsWith('.'));
}

async function listedFiles(lists: readonly PartitionFile[], objects: ObjectReader): Promise<readonly PartitionFile[]> {
  const files: PartitionFile[] = [];
  for (const list of lists) {
    const lines = (await objects.read(list.bucket, list.key)).toString().split('\n');
    for (const line of lines.filter((text) => text.trim() !== '')) {
      files.push({ ...parseLocation(line.trim()), values: list.values });
    }
  }
  await requirePresent(lists, files, objects);
  return files;
}

/** Trino looks the sizes of the files up in listings of their folders, and so finds out that one is gone. */
async function requirePresent(
  lists: readonly PartitionFile[],
  files: readonly PartitionFile[],
  objects: ObjectReader,
): Promise<void> {
  const folderOf = ({ bucket, key }: PartitionFile) => `${bucket}/${key.slice(0, key.lastIndexOf('/') + 1)}`;
  const present = new Set<string>();
  for (const folder of new Set(files.map(folderOf))) {
    const { bucket, key } = parseLocation(`s3://${folder}`);
    for (const object of await objects.list(bucket, key)) present.add(`${bucket}/${object.key}`);
  }
  const gone = files.find(({ bucket, key }) => !present.has(`${bucket}/${key}`));
  if (!gone) return;
  throw new AthenaQueryError(
    `HIVE_FILE_NOT_FOUND: Manifest file from the location [s3://${lists[0]?.bucket}/${lists[0]?.key}] contains non-existent path: s3://${gone.bucket}/${gone.key}`,
    2,
    false,
  );
}

function parseLocation(location: string): { readonly bucket: string; readonly key: string } {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(location) ?? [];
  if (bucket === undefined || key === undefined) throw new Error(`this is no location in S3: ${location}`);
  return { bucket, key };
}
