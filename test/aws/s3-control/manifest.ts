import { AwsError } from '../server/aws-error';

export interface ManifestTask {
  readonly bucket: string;
  readonly key: string;
  /** As it stands in the manifest. */
  readonly encodedKey: string;
}

/** What stands for itself in a key of a manifest; the rest is percent-encoded. */
const ENCODED = /^(?:[A-Za-z0-9\-_.~/!*'()$&@=:;]|%[0-9A-F]{2})+$/;

/**
 * The tasks of a manifest of the form S3BatchOperations_CSV_20180820 with the fields Bucket and Key.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-create-job.html#specify-batchjob-manifest
 * @throws AwsError InvalidManifest
 */
export function* parseManifest(text: string): Generator<ManifestTask> {
  let bucketOfAll: string | undefined;
  let number = 0;
  for (const line of linesOf(text)) {
    number++;
    const [bucket = '', encodedKey = '', ...more] = line.split(',');
    if (more.length > 0) throw invalid(number, 'has more than two fields: a comma in a key is written %2C');
    if (bucket === 'Bucket' || encodedKey === '') throw invalid(number, 'has no key: a manifest has no header');
    if (!ENCODED.test(encodedKey)) throw invalid(number, `has a key that is not URL-encoded: ${encodedKey}`);
    bucketOfAll ??= bucket;
    if (bucket !== bucketOfAll) throw invalid(number, `names another bucket, ${bucket}, than the lines before it`);
    yield { bucket, encodedKey, key: decodeURIComponent(encodedKey) };
  }
}

function* linesOf(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    yield text.slice(start, end < 0 ? text.length : end).replace(/\r$/, '');
    if (end < 0) return;
    start = end + 1;
  }
}

function invalid(line: number, problem: string): AwsError {
  return new AwsError('InvalidManifest', `line ${line} of the manifest ${problem}`);
}
