import { AwsError } from '../../server/aws-error';
import type { HttpReply } from '../../server/http-message';
import { xmlReply } from '../s3-reply';
import type { S3Call, S3Operation } from '../s3-request';

const MOST = 10_000;
const PARAMETERS = ['max-buckets', 'continuation-token', 'prefix', 'bucket-region'];

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
function listBuckets({ store, call, request: { query } }: S3Call): HttpReply {
  store.authorize(call.caller, 's3:ListAllMyBuckets', '*');
  const max = Number(query.get('max-buckets') ?? MOST);
  if (!Number.isInteger(max) || max < 1 || max > MOST) {
    throw new AwsError('InvalidArgument', `Argument max-buckets must be an integer between 1 and ${MOST}`);
  }
  const after = query.get('continuation-token') ?? '';
  const all = [...store.buckets.values()]
    .filter(({ account, name }) => account === call.caller.account && name.startsWith(query.get('prefix') ?? ''))
    .filter(({ region }) => (query.get('bucket-region') ?? region) === region)
    .filter(({ name }) => name > after)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = all.slice(0, max);
  // without any parameter S3 answers as it did before there were any
  const withRegion = PARAMETERS.some((name) => query.has(name));
  return xmlReply('ListAllMyBucketsResult', {
    Owner: { ID: call.caller.account },
    Buckets: {
      Bucket: page.map(({ name, created, region }) => ({
        Name: name,
        CreationDate: created.toISOString(),
        BucketRegion: withRegion ? region : undefined,
      })),
    },
    ContinuationToken: all.length > page.length ? page.at(-1)?.name : undefined,
  });
}

export const LIST_BUCKETS_OPERATIONS: readonly S3Operation[] = [
  { name: 'ListBuckets', method: 'GET', on: 'service', query: ['x-id', ...PARAMETERS], run: listBuckets },
];
