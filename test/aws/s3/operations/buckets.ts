import { AwsError } from '../../server/aws-error';
import type { HttpReply } from '../../server/http-message';
import { fromXml } from '../../server/xml';
import { permit } from '../access';
import { bucketArn } from '../bucket';
import { xmlReply } from '../s3-reply';
import { bucketOf, type S3Call, type S3Operation } from '../s3-request';

function headBucket(s3: S3Call): HttpReply {
  permit(s3, 's3:ListBucket');
  return { status: 200, headers: { 'x-amz-bucket-region': bucketOf(s3).region, 'x-amz-access-point-alias': 'false' } };
}

function getBucketLocation(s3: S3Call): HttpReply {
  permit(s3, 's3:GetBucketLocation');
  const { region } = bucketOf(s3);
  return xmlReply('LocationConstraint', { '#text': region === 'us-east-1' ? '' : region });
}

function createBucket({ store, call, bucket: name, body }: S3Call): HttpReply {
  store.authorize(call.caller, 's3:CreateBucket', bucketArn(name));
  const [, constraint] = /<LocationConstraint>([^<]*)</.exec(body.toString()) ?? [];
  if (constraint === undefined && call.region !== 'us-east-1') {
    throw new AwsError(
      'IllegalLocationConstraintException',
      'The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.',
    );
  }
  store.createBucket({ name, region: constraint ?? 'us-east-1', account: call.caller.account });
  return { status: 200, headers: { location: `/${name}` } };
}

function deleteBucket(s3: S3Call): HttpReply {
  permit(s3, 's3:DeleteBucket');
  if (bucketOf(s3).objects.length > 0) {
    throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409);
  }
  s3.store.buckets.delete(s3.bucket);
  return { status: 204 };
}

function getBucketTagging(s3: S3Call): HttpReply {
  permit(s3, 's3:GetBucketTagging');
  const { tags } = bucketOf(s3);
  if (!tags) throw new AwsError('NoSuchTagSet', 'The TagSet does not exist', 404);
  return xmlReply('Tagging', { TagSet: { Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) } });
}

function putBucketTagging(s3: S3Call): HttpReply {
  permit(s3, 's3:PutBucketTagging');
  const content = fromXml(s3.body.toString(), ['Tagging.TagSet.Tag']).content as {
    TagSet: { Tag: { Key: string; Value: string }[] };
  };
  bucketOf(s3).tags = Object.fromEntries(content.TagSet.Tag.map(({ Key, Value }) => [Key, Value]));
  return { status: 204 };
}

export const BUCKET_OPERATIONS: readonly S3Operation[] = [
  { name: 'GetBucketLocation', method: 'GET', on: 'bucket', marks: ['location'], run: getBucketLocation },
  { name: 'GetBucketTagging', method: 'GET', on: 'bucket', marks: ['tagging'], run: getBucketTagging },
  { name: 'PutBucketTagging', method: 'PUT', on: 'bucket', marks: ['tagging'], run: putBucketTagging },
  { name: 'HeadBucket', method: 'HEAD', on: 'bucket', run: headBucket },
  { name: 'CreateBucket', method: 'PUT', on: 'bucket', run: createBucket },
  { name: 'DeleteBucket', method: 'DELETE', on: 'bucket', run: deleteBucket },
];
