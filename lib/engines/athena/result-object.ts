import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { inParallel } from '../../shared/in-parallel';

/** S3 copies larger objects in parts only. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
const MAX_COPY_BYTES = 5 * 1024 ** 3;
const PART_BYTES = 1024 ** 3;
const PARALLEL_PARTS = 4;

/** An object to be copied within its bucket. */
export interface ObjectCopy {
  readonly bucket: string;
  /** Account that must own the bucket. */
  readonly account: string;
  readonly from: string;
  readonly to: string;
  readonly bytes: number;
}

/** Copies an object without reading it; what was at the target before is replaced. */
export async function copyObject(s3: S3Client, copy: ObjectCopy, partBytes = PART_BYTES): Promise<void> {
  if (copy.bytes > MAX_COPY_BYTES) return await copyInParts(s3, copy, partBytes);
  await s3.send(
    new CopyObjectCommand({
      ...target(copy),
      ...source(copy),
      // tags would need more rights, and there are none
      TaggingDirective: 'REPLACE',
      ContentType: 'text/csv',
      MetadataDirective: 'REPLACE',
    }),
  );
}

async function copyInParts(s3: S3Client, copy: ObjectCopy, partBytes: number): Promise<void> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...target(copy), ContentType: 'text/csv' }));
  const upload = { ...target(copy), UploadId };
  const numbers = Array.from({ length: Math.ceil(copy.bytes / partBytes) }, (_, index) => index + 1);
  try {
    const parts = await inParallel(PARALLEL_PARTS, numbers, async (PartNumber): Promise<CompletedPart> => {
      const first = (PartNumber - 1) * partBytes;
      const last = Math.min(first + partBytes, copy.bytes) - 1;
      const { CopyPartResult } = await s3.send(
        new UploadPartCopyCommand({
          ...upload,
          ...source(copy),
          PartNumber,
          CopySourceRange: `bytes=${first}-${last}`,
        }),
      );
      const { ETag, ChecksumCRC32 } = CopyPartResult ?? {};
      return { PartNumber, ETag, ...(ChecksumCRC32 === undefined ? {} : { ChecksumCRC32 }) };
    });
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: [...parts] } }));
  } catch (error) {
    // what failed first is what counts; the bucket aborts uploads that are left over
    await s3.send(new AbortMultipartUploadCommand(upload)).catch(() => {});
    throw error;
  }
}

function target({ bucket, to, account }: ObjectCopy) {
  return { Bucket: bucket, Key: to, ExpectedBucketOwner: account };
}

function source({ bucket, from, account }: ObjectCopy) {
  return { CopySource: `${bucket}/${from}`, ExpectedSourceBucketOwner: account };
}
