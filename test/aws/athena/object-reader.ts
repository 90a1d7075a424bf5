import type { Principal } from '../iam/principal';
import { type Actor, requireListing, requireReadable } from '../s3/access';
import { listKeys } from '../s3/list-objects';
import type { S3Store } from '../s3/store';
import { contentOf, type StoredObject } from '../s3/stored-object';
import { AwsError } from '../server/aws-error';
import { AthenaQueryError, type ObjectReader } from './athena-engine';

/** S3 as Athena sees it with the permissions of whoever started the query. */
export function objectReader(store: S3Store, principal: Principal): ObjectReader {
  const actor: Actor = { principal, via: 'athena' };
  return {
    async list(name, prefix) {
      const bucket = inAthenasWords(
        () => requireListing(store, actor, name, { 's3:prefix': prefix, 's3:delimiter': undefined }),
        (error) => `Permission denied on S3 path: s3://${name}/${prefix} (${error.message})`,
      );
      const range = { prefix, delimiter: '', after: '', max: Number.POSITIVE_INFINITY };
      return listKeys(bucket, range).keys.map((key) => ({
        key,
        size: (bucket.objects.get(key) as StoredObject).body.size,
      }));
    },
    async read(bucket, key) {
      return inAthenasWords(
        () => contentOf(requireReadable(store, actor, bucket, key)),
        (error) =>
          `HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split s3://${bucket}/${key} (offset=0, length=0): ${error.message} (Service: Amazon S3; Status Code: ${error.status}; Error Code: ${error.code})`,
      );
    },
  };
}

function inAthenasWords<T>(run: () => T, words: (error: AwsError) => string): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof AwsError) throw new AthenaQueryError(words(error), 2, false);
    throw error;
  }
}
