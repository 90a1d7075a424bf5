import { HeadBucketCommand, type S3Client, type S3ServiceException } from '@aws-sdk/client-s3';

/** What can be learned of a bucket without reading it. */
export type BucketLocation = { readonly exists: true; readonly region?: string } | { readonly exists: false };

/** Finds out where a bucket is. A denial is none here: S3 tells the Region all the same. */
export async function locateBucket(s3: S3Client, bucket: string): Promise<BucketLocation> {
  try {
    const { BucketRegion: region } = await s3.send(new HeadBucketCommand({ Bucket: bucket }));
    return { exists: true, ...(region === undefined ? {} : { region }) };
  } catch (error) {
    const { $metadata, $response } = error as S3ServiceException;
    const status = $metadata?.httpStatusCode ?? 0;
    if (status === 404) return { exists: false };
    if (![301, 307, 400, 403].includes(status)) throw error;
    const region = $response?.headers?.['x-amz-bucket-region'];
    return { exists: true, ...(region === undefined ? {} : { region }) };
  }
}
