import { LocalAws } from '../aws';
import { findingsOf, makeSource, makeTarget, makeTrail } from '../helpers/logging-setup';
import { useAws } from '../helpers/s3-logs';

let aws: LocalAws;
let leave: () => void;

beforeAll(async () => {
  aws = await LocalAws.start();
  leave = useAws(aws);
  makeTarget(aws, 'logs');
  makeSource(aws, 'site', 'logs');
});
afterAll(async () => {
  leave();
  await aws.stop();
  aws.violations.assertNone();
});
beforeEach(() => {
  aws.trails.all.clear();
  aws.faults.clear();
});

const objectsIn = (...Values: string[]) => ({
  eventSelectors: [{ ReadWriteType: 'WriteOnly', DataResources: [{ Type: 'AWS::S3::Object', Values }] }],
});
const managementOnly = { eventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }] };
const everything = objectsIn('arn:aws:s3');
const found = async () => (await findingsOf('site')).map(({ id, detail }) => `${id}: ${detail}`);

test('trail-missing: there is no trail', async () => {
  expect(await found()).toEqual([
    'trail-missing: no trail records the deletions in site: there is no trail in its Region',
  ]);
});

test('trail-missing: trails record management events only, or other buckets', async () => {
  aws.trails.create({ name: 'management', ...managementOnly });
  aws.trails.create({ name: 'other', ...objectsIn('arn:aws:s3:::other/') });
  expect(await found()).toEqual([
    'trail-missing: no trail records the deletions in site: none of the 2 trails of its Region does',
  ]);
});

test('trail-missing: a trail of another Region that records only that', async () => {
  aws.trails.create({ name: 'far', homeRegion: 'us-west-2', ...everything });
  expect(await found()).toEqual([expect.stringContaining('trail-missing: ')]);
});

test('trail-partial: trails record some prefixes', async () => {
  aws.trails.create({ name: 'one', ...objectsIn('arn:aws:s3:::site/a/') });
  aws.trails.create({ name: 'two', ...objectsIn('arn:aws:s3:::site/b/') });
  expect(await found()).toEqual([
    'trail-partial: trails record of the deletions in site only objects below arn:aws:s3:::site/a/; only objects below arn:aws:s3:::site/b/',
  ]);
});

test('trail-off: the one that would is off', async () => {
  aws.trails.create({ name: 'off', logging: false, ...everything });
  aws.trails.create({ name: 'management', ...managementOnly });
  expect(await found()).toEqual([
    'trail-off: the trail arn:aws:cloudtrail:eu-west-1:111122223333:trail/off would record deletions in site, but it is off',
  ]);
});

test.each([
  ['of the Region', {}],
  ['of all Regions, made elsewhere', { homeRegion: 'us-west-2', multiRegion: true }],
  ['of the organization', { account: '999900001111', multiRegion: true, organization: true }],
])('nothing is found with a trail %s', async (_, trail) => {
  aws.trails.create({ name: 'management', ...managementOnly });
  aws.trails.create({ name: 'data', ...trail, ...everything });
  expect(await found()).toEqual([]);
});

test('one trail that does it all makes up for others that nobody may look at', async () => {
  makeTrail(aws);
  aws.trails.create({ name: 'secret', ...managementOnly });
  aws.faults.add({ service: 'cloudtrail', resource: 'secret', kind: 'deny', times: 9 });
  expect(await found()).toEqual([]);
});

test('a trail that nobody may look at may do it', async () => {
  aws.trails.create({ name: 'secret', ...managementOnly });
  aws.faults.add({ service: 'cloudtrail', action: 'GetEventSelectors', kind: 'deny', times: 9 });
  expect(await found()).toEqual([
    "unknown: can't tell for site what the trail arn:aws:cloudtrail:eu-west-1:111122223333:trail/secret records: the permission cloudtrail:GetEventSelectors is missing",
  ]);
});
