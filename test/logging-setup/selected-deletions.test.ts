import type { AdvancedFieldSelector, DataResource, EventSelector } from '@aws-sdk/client-cloudtrail';
import { selectedDeletions } from '../../lib/logging-setup/trails/selected-deletions';

const SITE = 'arn:aws:s3:::site/';
const objects = (...Values: string[]): DataResource => ({ Type: 'AWS::S3::Object', Values });

describe('basic event selectors', () => {
  const select = (...basic: EventSelector[]) => selectedDeletions({ basic, advanced: [] }, SITE).deletions;
  const of = (...DataResources: DataResource[]): EventSelector => ({ ReadWriteType: 'All', DataResources });

  test.each<[string, EventSelector, string]>([
    ['of management events only', { ReadWriteType: 'All', IncludeManagementEvents: true }, 'none'],
    ['of an empty list', of(), 'none'],
    ['of all buckets', of(objects('arn:aws:s3')), 'all'],
    ['of all buckets, in the older way', of(objects('arn:aws:s3:::')), 'all'],
    ['of the bucket', of(objects('arn:aws:s3:::other/', SITE)), 'all'],
    ['of another bucket', of(objects('arn:aws:s3:::sites/')), 'none'],
    ['of a prefix', of(objects(`${SITE}a/`, `${SITE}b/`)), 'some'],
    ['of functions', of({ Type: 'AWS::Lambda::Function', Values: ['arn:aws:lambda'] }), 'none'],
    ['of reading', { ...of(objects('arn:aws:s3')), ReadWriteType: 'ReadOnly' }, 'none'],
    ['of writing', { ...of(objects('arn:aws:s3')), ReadWriteType: 'WriteOnly' }, 'all'],
    ['of no kind, which is all', { DataResources: [objects(SITE)] }, 'all'],
  ])('%s', (_, selector, expected) => {
    expect(select(selector)).toBe(expected);
  });

  test('several add up', () => {
    expect(select(of(objects(`${SITE}a/`)), of(objects('arn:aws:s3')))).toBe('all');
    expect(select()).toBe('none');
  });
});

describe('advanced event selectors', () => {
  const data: AdvancedFieldSelector[] = [
    { Field: 'eventCategory', Equals: ['Data'] },
    { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
  ];
  const select = (...more: AdvancedFieldSelector[]) =>
    selectedDeletions({ basic: [], advanced: [{ FieldSelectors: [...data, ...more] }] }, SITE);

  test.each<[AdvancedFieldSelector[], string]>([
    [[], 'all'],
    [[{ Field: 'readOnly', Equals: ['false'] }], 'all'],
    [[{ Field: 'readOnly', Equals: ['true'] }], 'none'],
    [[{ Field: 'readOnly', NotEquals: ['true'] }], 'all'],
    [[{ Field: 'eventName', Equals: ['DeleteObject'] }], 'all'],
    [[{ Field: 'eventName', Equals: ['DeleteObject', 'DeleteObjects', 'PutObject'] }], 'all'],
    [[{ Field: 'eventName', StartsWith: ['Delete'] }], 'all'],
    [[{ Field: 'eventName', Equals: ['DeleteObjects'] }], 'some'],
    [[{ Field: 'eventName', EndsWith: ['Objects'] }], 'some'],
    [[{ Field: 'eventName', Equals: ['PutObject'] }], 'none'],
    [[{ Field: 'eventName', NotStartsWith: ['Delete'] }], 'none'],
    [[{ Field: 'eventName', NotEquals: ['DeleteObject'] }], 'some'],
    [[{ Field: 'eventName', StartsWith: ['Delete'], NotEquals: ['DeleteObjectTagging'] }], 'all'],
    [[{ Field: 'eventName', StartsWith: ['Put'], Equals: ['DeleteObject'] }], 'all'],
    [[{ Field: 'eventSource', Equals: ['s3.amazonaws.com'] }], 'all'],
    [[{ Field: 'eventSource', NotEquals: ['s3.amazonaws.com'] }], 'none'],
    [[{ Field: 'eventType', Equals: ['AwsApiCall'] }], 'some'],
    [[{ Field: 'eventType', Equals: ['AwsApiCall', 'AwsServiceEvent'] }], 'all'],
    [[{ Field: 'eventType', NotEquals: ['AwsApiCall'] }], 'some'],
    [[{ Field: 'eventType', Equals: ['AwsConsoleSignIn'] }], 'none'],
    [[{ Field: 'resources.ARN', StartsWith: [SITE] }], 'all'],
    [[{ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::'] }], 'all'],
    [[{ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::other/', SITE] }], 'all'],
    [[{ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::sites/'] }], 'none'],
    [[{ Field: 'resources.ARN', StartsWith: [`${SITE}a/`] }], 'some'],
    [[{ Field: 'resources.ARN', Equals: [`${SITE}key`] }], 'some'],
    [[{ Field: 'resources.ARN', Equals: [SITE] }], 'none'],
    [[{ Field: 'resources.ARN', EndsWith: ['.jpg'] }], 'some'],
    [[{ Field: 'resources.ARN', NotStartsWith: [SITE] }], 'none'],
    [[{ Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::other/'] }], 'all'],
    [[{ Field: 'resources.ARN', NotStartsWith: [`${SITE}tmp/`] }], 'some'],
    [[{ Field: 'resources.ARN', NotEquals: [`${SITE}key`] }], 'some'],
    [[{ Field: 'resources.ARN', NotEndsWith: ['.tmp'] }], 'some'],
    [[{ Field: 'userIdentity.arn', NotStartsWith: ['arn:aws:sts::1:assumed-role/x'] }], 'some'],
    [[{ Field: 'sessionCredentialFromConsole', Equals: ['true'] }], 'some'],
    [
      [
        { Field: 'userIdentity.arn', Equals: ['x'] },
        { Field: 'readOnly', Equals: ['true'] },
      ],
      'none',
    ],
  ])('%j: %s', (more, expected) => {
    expect(select(...more).deletions).toBe(expected);
  });

  test.each<[string, AdvancedFieldSelector[]]>([
    ['management events', [{ Field: 'eventCategory', Equals: ['Management'] }]],
    [
      'objects of Outposts',
      [data[0] as AdvancedFieldSelector, { Field: 'resources.type', Equals: ['AWS::S3Outposts::Object'] }],
    ],
    ['everything, which CloudTrail does not take', []],
  ])('of %s: none', (_, FieldSelectors) => {
    expect(selectedDeletions({ basic: [], advanced: [{ FieldSelectors }] }, SITE).deletions).toBe('none');
  });

  test('what leaves deletions out is told', () => {
    const { because } = select(
      { Field: 'resources.ARN', StartsWith: [`${SITE}a/`], NotEndsWith: ['.tmp'] },
      { Field: 'userIdentity.arn', NotEquals: ['x'] },
    );
    expect(because).toEqual(['not ….tmp', `only ${SITE}a/`, 'only some values of userIdentity.arn']);
  });
});
