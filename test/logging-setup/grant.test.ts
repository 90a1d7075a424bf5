import { addGrant, GRANT_SID, type Grant, removeGrant } from '../../lib/logging-setup/change/grant';
import { judgeDelivery } from '../../lib/logging-setup/policy/judge-delivery';
import { failureOf } from '../helpers/failure-of';

const grant: Grant = {
  partition: 'aws',
  account: '111122223333',
  target: 'logs',
  sources: ['site'],
  prefixes: ['access/'],
};
const others = [
  {
    Sid: 'Tls',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: ['arn:aws:s3:::logs', 'arn:aws:s3:::logs/*'],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  },
  {
    Effect: 'Allow',
    Principal: { AWS: ['arn:aws:iam::111122223333:role/reader'] },
    Action: ['s3:GetObject'],
    Resource: 'arn:aws:s3:::logs/*',
  },
];
const policyOf = (Statement: unknown, more: object = {}) =>
  JSON.stringify({ Version: '2012-10-17', ...more, Statement });
const statementsOf = (text: string | undefined) => JSON.parse(text ?? '{"Statement":[]}').Statement;

test('a bucket without a policy gets one', () => {
  expect(JSON.parse(addGrant(undefined, grant))).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: GRANT_SID,
        Effect: 'Allow',
        Principal: { Service: 'logging.s3.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: ['arn:aws:s3:::logs/access/*'],
        Condition: {
          ArnLike: { 'aws:SourceArn': ['arn:aws:s3:::site'] },
          StringEquals: { 'aws:SourceAccount': '111122223333' },
        },
      },
    ],
  });
});

test('what is granted is what a delivery needs, and no more', () => {
  const policy = addGrant(policyOf(others), grant);
  const delivery = { partition: 'aws', source: 'site', target: 'logs', prefix: 'access/', account: '111122223333' };
  const decide = (more: object) => judgeDelivery(policy, { ...delivery, ...more }).decision;
  expect(decide({})).toBe('allowed');
  expect(decide({ partitionedBy: 'EventTime', region: 'eu-west-1' })).toBe('allowed');
  expect(decide({ source: 'site2' })).toBe('not-allowed');
  expect(decide({ prefix: 'other/' })).toBe('not-allowed');
  expect(decide({ account: '444455556666' })).toBe('not-allowed');
});

test('other statements, the version and the id stay as they are, in their order', () => {
  const before = policyOf(others, { Version: '2008-10-17', Id: 'mine' });
  const after = JSON.parse(addGrant(before, grant));
  expect(after).toEqual({ ...JSON.parse(before), Statement: [...others, expect.objectContaining({ Sid: GRANT_SID })] });
  expect(Object.keys(after)).toEqual(['Version', 'Id', 'Statement']);
});

test('one statement without a list becomes a list', () => {
  expect(statementsOf(addGrant(policyOf(others[0]), grant))).toHaveLength(2);
});

test('our statement gets more entries, and none twice', () => {
  const once = addGrant(policyOf(others), grant);
  expect(addGrant(once, grant)).toBe(once);
  const twice = addGrant(once, { ...grant, sources: ['shop', 'site'], prefixes: ['shop/'] });
  expect(statementsOf(twice)).toHaveLength(3);
  expect(statementsOf(twice)[2]).toMatchObject({
    Resource: ['arn:aws:s3:::logs/access/*', 'arn:aws:s3:::logs/shop/*'],
    Condition: { ArnLike: { 'aws:SourceArn': ['arn:aws:s3:::site', 'arn:aws:s3:::shop'] } },
  });
});

test('our statement is known again when S3 has written lists of one as texts', () => {
  const [statement] = statementsOf(addGrant(undefined, grant));
  const flattened = {
    ...statement,
    Resource: statement.Resource[0],
    Principal: { Service: ['logging.s3.amazonaws.com'] },
    Condition: { ...statement.Condition, ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::site' } },
  };
  expect(statementsOf(addGrant(policyOf([flattened]), { ...grant, sources: ['shop'] }))).toHaveLength(1);
});

test.each([
  ['another effect', { Effect: 'Deny' }],
  ['another principal', { Principal: '*' }],
  ['more conditions', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
  ['more elements', { NotResource: 'x' }],
])('fails for a statement with our Sid and %s', (_, more) => {
  const [statement] = statementsOf(addGrant(undefined, grant));
  const policy = policyOf([{ ...statement, ...more }]);
  expect(failureOf(() => addGrant(policy, grant))).toMatchObject({ code: 'POLICY_UNUSABLE' });
  expect(failureOf(() => removeGrant(policy, grant))).toMatchObject({ code: 'POLICY_UNUSABLE' });
});

test.each(['', '[]', '{"Statement":5}'])('fails for what is no policy: %j', (text) => {
  expect(failureOf(() => addGrant(text, grant))).toMatchObject({ code: 'POLICY_UNUSABLE' });
});

test('fails when the policy would be larger than S3 takes', () => {
  const sources = Array.from({ length: 1000 }, (_, index) => `bucket-of-a-name-${index}`);
  expect(failureOf(() => addGrant(undefined, { ...grant, sources }))).toMatchObject({ code: 'POLICY_TOO_LARGE' });
});

test('a bucket is taken out; with the last one the statement goes, and with the last statement the policy', () => {
  const both = addGrant(policyOf(others), { ...grant, sources: ['site', 'shop'] });
  const one = removeGrant(both, grant);
  expect(statementsOf(one)[2].Condition.ArnLike).toEqual({ 'aws:SourceArn': ['arn:aws:s3:::shop'] });
  expect(statementsOf(removeGrant(one, { ...grant, sources: ['shop'] }))).toEqual(others);
  expect(removeGrant(addGrant(undefined, grant), grant)).toBeUndefined();
});

test('nothing is taken out where nothing is', () => {
  const policy = ` ${policyOf(others)}`;
  expect(removeGrant(policy, grant)).toBe(policy);
  expect(removeGrant(undefined, grant)).toBeUndefined();
  const granted = ` ${addGrant(policy, grant)}`;
  expect(removeGrant(granted, { ...grant, sources: ['other'] })).toBe(granted);
});

test('members with odd names stay, too', () => {
  const odd = '{"Version":"2012-10-17","Statement":[{"Sid":"__proto__","__proto__":{"x":1},"constructor":"y"}]}';
  expect(addGrant(odd, grant)).toContain('{"Sid":"__proto__","__proto__":{"x":1},"constructor":"y"}');
});
