import { type _Object, ListObjectsV2Command, type ListObjectsV2CommandInput, type S3Client } from '@aws-sdk/client-s3';

/** Part of a bucket: keys with the prefix, between two ends that don't belong to it. */
export interface KeyRange {
  readonly prefix: string;
  readonly after?: string;
  readonly before?: string;
}

/** An object as a listing shows it. */
export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  /** Without quotes: the MD5 of the content, or something else that changes with it. */
  readonly etag: string;
  readonly storageClass: string;
  readonly modified?: Date;
  /** Whether it is in an archive and can't be read now. */
  readonly archived: boolean;
}

export interface ListOptions {
  /** Whether the caller pays for a bucket of somebody else. */
  readonly requestPayer?: boolean;
  readonly signal?: AbortSignal;
}

/** Storage classes whose objects must be restored before they can be read. */
const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE'];

/**
 * The objects of a range in the order of their keys, a page (at most 1,000) at a time. To go on later, give the last key
 * that was seen as `after`.
 */
export async function* listObjects(
  s3: S3Client,
  bucket: string,
  range: KeyRange,
  options: ListOptions = {},
): AsyncGenerator<readonly ListedObject[]> {
  let after = range.after;
  for (;;) {
    const page = await s3.send(
      new ListObjectsV2Command({
        ...objectsOf(bucket, range.prefix, options),
        ...(after === undefined ? {} : { StartAfter: after }),
      }),
      toRequest(options),
    );
    const objects = (page.Contents ?? []).map(toListedObject);
    const inside = objects.filter(({ key }) => range.before === undefined || key < range.before);
    if (inside.length > 0) yield inside;
    after = objects.at(-1)?.key;
    if (!page.IsTruncated || inside.length < objects.length || after === undefined) return;
  }
}

/** The first objects and folders (ending in `/`) directly below a prefix; `isWhole` when these are all. */
export async function listLevel(
  s3: S3Client,
  bucket: string,
  prefix: string,
  options: ListOptions = {},
): Promise<{
  readonly objects: readonly ListedObject[];
  readonly folders: readonly string[];
  readonly isWhole: boolean;
}> {
  const page = await s3.send(
    new ListObjectsV2Command({ ...objectsOf(bucket, prefix, options), Delimiter: '/' }),
    toRequest(options),
  );
  return {
    objects: (page.Contents ?? []).map(toListedObject),
    folders: (page.CommonPrefixes ?? []).map(({ Prefix: folder = '' }) => decodeKey(folder)),
    isWhole: page.IsTruncated !== true,
  };
}

/** Names of the folders directly below a prefix, which ends a folder or a name; without the slash. */
export async function listFolders(
  s3: S3Client,
  bucket: string,
  prefix: string,
  options: FolderOptions = {},
): Promise<readonly string[]> {
  const folders = new Set<string>();
  let start: { readonly StartAfter?: string; readonly ContinuationToken?: string } | undefined = {};
  for (let pages = 0; start; pages++) {
    if (pages >= (options.maxPages ?? Number.POSITIVE_INFINITY)) throw new TooManyPages();
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, Delimiter: '/', EncodingType: 'url', ...start }),
    );
    for (const { Prefix: folder = '' } of page.CommonPrefixes ?? []) {
      folders.add(decodeKey(folder).slice(prefix.length, -1));
    }
    start = nextStart(page, prefix, options);
  }
  return [...folders];
}

export interface FolderOptions {
  /** Name up to which objects beside the folders need not be listed, given the last one seen. */
  readonly skip?: (name: string) => string | undefined;
  readonly maxPages?: number;
}

/** There are more objects beside the folders than should be listed. */
export class TooManyPages extends Error {}

function nextStart(
  page: { IsTruncated?: boolean; NextContinuationToken?: string; Contents?: _Object[] },
  prefix: string,
  { skip }: FolderOptions,
) {
  if (!page.IsTruncated) return undefined;
  const last = page.Contents?.at(-1)?.Key;
  const to = last === undefined ? undefined : skip?.(decodeKey(last).slice(prefix.length));
  if (to !== undefined) return { StartAfter: `${prefix}${to}` };
  return page.NextContinuationToken === undefined ? undefined : { ContinuationToken: page.NextContinuationToken };
}

function objectsOf(bucket: string, prefix: string, { requestPayer }: ListOptions): ListObjectsV2CommandInput {
  return {
    Bucket: bucket,
    Prefix: prefix,
    // without it a key with a control character makes the answer unreadable
    EncodingType: 'url',
    OptionalObjectAttributes: ['RestoreStatus'],
    ...(requestPayer ? { RequestPayer: 'requester' } : {}),
  };
}

function toRequest({ signal }: ListOptions): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}

function toListedObject({
  Key = '',
  Size = 0,
  ETag = '',
  StorageClass = 'STANDARD',
  RestoreStatus,
  LastModified: modified,
}: _Object): ListedObject {
  const restored = RestoreStatus?.RestoreExpiryDate !== undefined && RestoreStatus.IsRestoreInProgress !== true;
  return {
    key: decodeKey(Key),
    bytes: Size,
    etag: ETag.replaceAll('"', ''),
    storageClass: StorageClass,
    ...(modified ? { modified } : {}),
    archived: ARCHIVES.includes(StorageClass) && !restored,
  };
}

/** A key of a listing with `EncodingType: 'url'`. */
export function decodeKey(encoded: string): string {
  return decodeURIComponent(encoded.replaceAll('+', ' '));
}
