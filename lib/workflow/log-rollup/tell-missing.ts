import { ListObjectsV2Command, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { isDenied } from '../../shared/service-errors';

const READS: readonly (string | undefined)[] = ['HeadObjectCommand', 'GetObjectCommand'];

/**
 * Makes a client say of an object that is not there that it is missing. To a role that may list a bucket only below a prefix
 * S3 says that it is denied, because it checks the right to list without any prefix.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function tellMissing(s3: S3Client): S3Client {
  s3.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        try {
          return await next(args);
        } catch (error) {
          const { Bucket, Key } = args.input as { readonly Bucket?: string; readonly Key?: string };
          if (!READS.includes(commandName) || Key === undefined || !isDenied(error)) throw error;
          // it may have come just then; otherwise this is denied for another reason
          if (await isListed(s3, Bucket, Key)) return await next(args);
          throw new NoSuchKey({ message: `there is no ${Key}`, $metadata: { httpStatusCode: 404 } });
        }
      },
    { step: 'initialize' },
  );
  return s3;
}

async function isListed(s3: S3Client, Bucket: string | undefined, Key: string): Promise<boolean> {
  // the key itself comes before all that begin with it
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: Key, MaxKeys: 1 }));
  return Contents[0]?.Key === Key;
}
