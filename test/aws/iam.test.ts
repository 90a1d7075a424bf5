import { type AccessRequest, decide } from './iam/evaluate';
import { Iam } from './iam/iam';
import { parsePolicy } from './iam/policy-document';
import { type Principal, roleSession, rootOf } from './iam/principal';
import { unusedGrants } from './iam/unused-grants';
import { Violations } from './server/violations';

const ROLE = 'arn:aws:iam::111122223333:role/reader';
const reader = roleSession(ROLE, 'test');

function policy(...statements: object[]) {
  return parsePolicy({ Version: '2012-10-17', Statement: statements });
}

function ask(action: string, resource: string, principal: Principal = reader, facts = {}): AccessRequest {
  return { principal, action, resource, context: () => new Map(Object.entries(facts)) };
}

const readLogs = policy({ Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::logs/*' });

test.each([
  ['s3:GetObject', 'arn:aws:s3:::logs/a', true],
  ['s3:getobject', 'arn:aws:s3:::logs/a', true],
  ['s3:PutObject', 'arn:aws:s3:::logs/a', false],
  ['s3:GetObject', 'arn:aws:s3:::logs2/a', false],
  ['s3:GetObject', 'arn:aws:s3:::LOGS/a', false],
])('a role that may read logs asks for %s on %s', (action, resource, allowed) => {
  expect(decide(ask(action, resource), [readLogs], { account: '111122223333' }).allowed).toBe(allowed);
});

test('a deny beats every allow', () => {
  const deny = policy({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' });
  const decision = decide(ask('s3:GetObject', 'arn:aws:s3:::logs/a'), [readLogs], {
    account: '111122223333',
    policy: deny,
  });
  expect(decision).toEqual({ allowed: false, reason: 'an explicit deny in a resource-based policy' });
});

const bucketPolicy = (AWS: string) =>
  policy({ Effect: 'Allow', Principal: { AWS }, Action: 's3:GetObject', Resource: 'arn:aws:s3:::logs/*' });

test.each([
  ['both sides allow it', [readLogs], bucketPolicy(ROLE), true],
  ['both sides allow it, the bucket to the account', [readLogs], bucketPolicy('arn:aws:iam::111122223333:root'), true],
  ['only the bucket allows it', [], bucketPolicy(ROLE), false],
  ['only the role allows it', [readLogs], undefined, false],
  ['the bucket allows it to somebody else', [readLogs], bucketPolicy('arn:aws:iam::111122223333:role/other'), false],
])('in another account, when %s', (_, identity, onBucket, allowed) => {
  const resource = { account: '444455556666', ...(onBucket ? { policy: onBucket } : {}) };
  expect(decide(ask('s3:GetObject', 'arn:aws:s3:::logs/a'), identity, resource).allowed).toBe(allowed);
});

test('in the same account a bucket policy that names the role is enough, one that names the account is not', () => {
  const resource = (AWS: string) => ({ account: '111122223333', policy: bucketPolicy(AWS) });
  const request = ask('s3:GetObject', 'arn:aws:s3:::logs/a');
  expect(decide(request, [], resource(ROLE)).allowed).toBe(true);
  expect(decide(request, [], resource('111122223333')).allowed).toBe(false);
});

test('a key is reached through its own policy only', () => {
  const allow = policy({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' });
  const request = ask('kms:Decrypt', 'arn:aws:kms:eu-west-1:111122223333:key/k');
  const key = (AWS: string) => ({
    account: '111122223333',
    decidesAlone: true,
    policy: policy({ Effect: 'Allow', Principal: { AWS }, Action: 'kms:*', Resource: '*' }),
  });
  expect(decide(request, [allow], key('arn:aws:iam::111122223333:role/other')).allowed).toBe(false);
  expect(decide(request, [allow], key('arn:aws:iam::111122223333:root')).allowed).toBe(true);
  expect(decide(request, [], key('arn:aws:iam::111122223333:root')).allowed).toBe(false);
});

test.each([
  ['StringEquals', 's3:prefix', 'logs/', { 's3:prefix': ['logs/'] }, true],
  ['StringEquals', 's3:prefix', 'logs/', {}, false],
  ['StringEqualsIfExists', 's3:prefix', 'logs/', {}, true],
  ['StringNotEquals', 's3:prefix', ['a', 'b'], { 's3:prefix': ['b'] }, false],
  ['StringNotEquals', 's3:prefix', ['a', 'b'], { 's3:prefix': ['c'] }, true],
  ['StringLike', 's3:prefix', 'logs/*', { 's3:prefix': ['logs/2026'] }, true],
  [
    'ArnLike',
    'aws:PrincipalArn',
    'arn:aws:iam::1:role/stack-*',
    { 'aws:principalarn': ['arn:aws:iam::1:role/stack-x'] },
    true,
  ],
  [
    'ArnLike',
    'aws:PrincipalArn',
    'arn:aws:iam::1:role/stack-*',
    { 'aws:principalarn': ['arn:aws:iam::2:role/stack-x'] },
    false,
  ],
  ['Bool', 'aws:SecureTransport', 'false', { 'aws:securetransport': ['true'] }, false],
  ['Null', 'aws:SourceArn', 'true', {}, true],
  ['NumericLessThan', 's3:max-keys', '10', { 's3:max-keys': ['9'] }, true],
])('judges %s of %s', (operator, key, value, facts, allowed) => {
  const conditional = policy({
    Effect: 'Allow',
    Action: '*',
    Resource: '*',
    Condition: { [operator]: { [key]: value } },
  });
  expect(decide(ask('s3:ListBucket', 'x', reader, facts), [conditional], { account: '111122223333' }).allowed).toBe(
    allowed,
  );
});

describe('the roles of an account', () => {
  const violations = new Violations();
  const iam = new Iam(violations, '111122223333');
  const trust = {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  };

  test('are trusted to services by name', () => {
    iam.createRole(ROLE, trust);
    expect(iam.trusts(ROLE, 'lambda.amazonaws.com')).toBe(true);
    expect(iam.trusts(ROLE, 'states.amazonaws.com')).toBe(false);
  });

  test.each([
    ['operator', { DateLessThan: { 'aws:PrincipalArn': 'x' } }],
    ['key', { StringEquals: { 'aws:FederatedProvider': 'x' } }],
    ['variable', { StringEquals: { 's3:prefix': `\${aws:username}` } }],
  ])('with a condition %s that is not known here are a violation', (_, Condition) => {
    const unknown = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition } };
    iam.createRole(ROLE, trust, { unknown });
    const facts = { 's3:prefix': 'x' };
    expect(iam.authorize(reader, { action: 's3:ListBucket', resource: 'x', conditions: facts }).allowed).toBe(false);
    expect(violations.take()).toHaveLength(1);
  });

  test('are told by action and resource what they were granted and did not need', () => {
    const Resource = ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*'];
    const grant = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource }],
    };
    iam.createRole(ROLE, trust, { grant });
    iam.authorize(reader, { action: 's3:GetObject', resource: 'arn:aws:s3:::a/1' });
    iam.authorize(reader, { action: 's3:PutObject', resource: 'arn:aws:s3:::a/1' });
    iam.authorize(rootOf('111122223333'), { action: 's3:GetObject', resource: 'arn:aws:s3:::b/1' });
    expect(unusedGrants(iam.roles.values(), iam.calls.all)).toEqual([
      { roleArn: ROLE, action: 's3:GetObject', resource: 'arn:aws:s3:::b/*' },
      { roleArn: ROLE, action: 's3:PutObject', resource: 'arn:aws:s3:::b/*' },
    ]);
  });
});

test('fails for a policy with a member that IAM does not know', () => {
  expect(() => policy({ Effect: 'Allow', Action: '*', Resource: '*', Conditions: {} })).toThrow(/Conditions/);
});
