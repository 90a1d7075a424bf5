import type { Delivery } from '../../lib/logging-setup/policy/delivery-request';
import { judgeDelivery } from '../../lib/logging-setup/policy/judge-delivery';

const delivery: Delivery = {
  partition: 'aws',
  source: 'site',
  target: 'logs',
  prefix: 'access/',
  partitionedBy: 'EventTime',
  account: '111122223333',
  region: 'eu-west-1',
};

const allow = (more: object = {}) => ({
  Effect: 'Allow',
  Principal: { Service: 'logging.s3.amazonaws.com' },
  Action: 's3:PutObject',
  Resource: 'arn:aws:s3:::logs/*',
  ...more,
});
const deny = (more: object = {}) => ({ ...allow({ Effect: 'Deny', Principal: '*', Action: 's3:*' }), ...more });
const when = (operator: string, key: string, value: unknown) => ({ Condition: { [operator]: { [key]: value } } });

const judge = (statements: unknown, request = delivery) =>
  judgeDelivery(JSON.stringify({ Version: '2012-10-17', Statement: statements }), request);

const ALLOWED = 'allowed';
const DENIED = 'denied';
const NOT = 'not-allowed';
const UNKNOWN = 'unknown';

describe('an Allow', () => {
  test.each<[string, object, string]>([
    ['for the logging service', {}, ALLOWED],
    ['for several services', { Principal: { Service: ['s3.amazonaws.com', 'logging.s3.amazonaws.com'] } }, ALLOWED],
    ['for another service', { Principal: { Service: 'delivery.logs.amazonaws.com' } }, NOT],
    ['for everybody', { Principal: '*' }, ALLOWED],
    ['for every AWS principal', { Principal: { AWS: '*' } }, ALLOWED],
    ['for every AWS principal, in a list', { Principal: { AWS: ['arn:aws:iam::1:root', '*'] } }, ALLOWED],
    ['for the account', { Principal: { AWS: '111122223333' } }, NOT],
    ['for a canonical user', { Principal: { CanonicalUser: 'abc' } }, NOT],
    ['for everybody but an account', { Principal: undefined, NotPrincipal: { AWS: '111122223333' } }, ALLOWED],
    ['for everybody but it', { Principal: undefined, NotPrincipal: { Service: 'logging.s3.amazonaws.com' } }, NOT],
    ['for nobody', { Principal: undefined }, UNKNOWN],
    ['for a kind of principal that is unknown', { Principal: { Robot: 'x' } }, UNKNOWN],
    ['of every action', { Action: '*' }, ALLOWED],
    ['of some actions', { Action: ['s3:GetObject', 's3:Put*'] }, ALLOWED],
    ['in another case', { Action: 'S3:putobject' }, ALLOWED],
    ['with a question mark', { Action: 's3:PutObjec?' }, ALLOWED],
    ['of another action', { Action: 's3:PutObjectAcl' }, NOT],
    ['of all but this action', { Action: undefined, NotAction: 's3:PutObject' }, NOT],
    ['of all but another action', { Action: undefined, NotAction: ['s3:Get*'] }, ALLOWED],
    ['with Action and NotAction', { NotAction: 's3:Get*' }, UNKNOWN],
    ['below the prefix', { Resource: 'arn:aws:s3:::logs/access/*' }, ALLOWED],
    ['below a part of the prefix', { Resource: ['arn:aws:s3:::logs/acc*'] }, ALLOWED],
    ['of everything', { Resource: '*' }, ALLOWED],
    ['below another prefix', { Resource: 'arn:aws:s3:::logs/other/*' }, NOT],
    ['of the bucket itself', { Resource: 'arn:aws:s3:::logs' }, NOT],
    ['of another partition', { Resource: 'arn:aws-cn:s3:::logs/*' }, NOT],
    ['of the keys of one year', { Resource: 'arn:aws:s3:::logs/access/*2026/*' }, UNKNOWN],
    ['of all but the prefix', { Resource: undefined, NotResource: 'arn:aws:s3:::logs/access/*' }, NOT],
    ['of all but another prefix', { Resource: undefined, NotResource: 'arn:aws:s3:::logs/x/*' }, ALLOWED],
    ['with a policy variable', { Resource: `arn:aws:s3:::logs/\${aws:userid}/*` }, UNKNOWN],
    ['with an element that is unknown', { Comment: 'x' }, UNKNOWN],
    ['without an effect', { Effect: 'allow' }, UNKNOWN],
  ])('%s', (_, more, decision) => {
    expect(judge([allow(more)]).decision).toBe(decision);
  });
});

describe('a condition', () => {
  test.each<[string, string, unknown, string]>([
    ['StringEquals', 'aws:SourceAccount', '111122223333', ALLOWED],
    ['StringEquals', 'aws:SourceAccount', 111122223333, ALLOWED],
    ['StringEquals', 'AWS:sourceaccount', ['1', '111122223333'], ALLOWED],
    ['StringEquals', 'aws:SourceAccount', '444455556666', NOT],
    ['StringNotEquals', 'aws:SourceAccount', '444455556666', ALLOWED],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:s3:::site', ALLOWED],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:s3:::s*', ALLOWED],
    ['ArnLike', 'aws:SourceArn', '*', UNKNOWN],
    ['ArnEquals', 'aws:SourceArn', ['arn:aws:s3:::a', 'arn:aws:s3:::site'], ALLOWED],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:s3:::other', NOT],
    ['StringLike', 'aws:SourceArn', 'arn:aws:s3:::si?e', ALLOWED],
    ['ForAnyValue:StringEquals', 'aws:SourceArn', 'arn:aws:s3:::site', ALLOWED],
    ['StringEqualsIfExists', 'aws:PrincipalOrgID', 'o-1', ALLOWED],
    ['StringEquals', 'aws:PrincipalOrgID', 'o-1', NOT],
    ['ForAllValues:StringEquals', 'aws:PrincipalOrgID', 'o-1', ALLOWED],
    ['ForAnyValue:StringNotEquals', 'aws:PrincipalOrgID', 'o-1', NOT],
    ['ForAnyValue:StringEqualsIfExists', 'aws:PrincipalOrgID', 'o-1', ALLOWED],
    ['Null', 'aws:PrincipalArn', 'true', ALLOWED],
    ['Null', 'aws:SourceArn', 'true', NOT],
    ['Null', 'aws:SourceArn', false, ALLOWED],
    ['Null', 's3:x-amz-acl', 'true', UNKNOWN],
    ['Bool', 'aws:SecureTransport', 'true', ALLOWED],
    ['Bool', 'aws:SecureTransport', false, NOT],
    ['IpAddress', 'aws:SourceIp', '10.0.0.0/8', NOT],
    ['StringEquals', 'aws:SourceOrgID', 'o-1', UNKNOWN],
    ['StringEquals', 's3:x-amz-acl', 'bucket-owner-full-control', UNKNOWN],
    ['DateGreaterThan', 'aws:CurrentTime', '2020-01-01T00:00:00Z', UNKNOWN],
    ['StringEquals', 'aws:SourceAccount', `\${aws:PrincipalAccount}`, UNKNOWN],
    ['StringMatches', 'aws:SourceAccount', '111122223333', UNKNOWN],
    ['constructor', 'aws:SourceAccount', '111122223333', UNKNOWN],
    ['StringEquals', 'aws:SourceAccount', { a: 1 }, UNKNOWN],
  ])('%s %s %j', (operator, key, value, decision) => {
    expect(judge([allow(when(operator, key, value))]).decision).toBe(decision);
  });

  test('that asks for the account can not be told while that is unknown', () => {
    const { account, ...unknown } = delivery;
    expect(judge([allow(when('StringEquals', 'aws:SourceAccount', account))], unknown)).toEqual({
      decision: UNKNOWN,
      statements: ['number 1'],
      doubts: ['statement number 1 depends on StringEquals aws:SourceAccount'],
    });
  });
});

describe('a Deny besides an Allow', () => {
  const tls = when('Bool', 'aws:SecureTransport', 'false');
  test.each<[string, object, string]>([
    ['of everything', {}, DENIED],
    ['of requests without TLS', tls, ALLOWED],
    ['below another prefix', { Resource: 'arn:aws:s3:::logs/private/*' }, ALLOWED],
    ['of some of the keys', { Resource: 'arn:aws:s3:::logs/access/*2031/*' }, DENIED],
    ['of deletions', { Action: 's3:Delete*' }, ALLOWED],
    ['of everybody else', { Principal: undefined, NotPrincipal: { Service: ['logging.s3.amazonaws.com'] } }, ALLOWED],
    ['of all but a role', { Principal: undefined, NotPrincipal: { AWS: 'arn:aws:iam::1:role/x' } }, DENIED],
    ['outside of the organization', when('StringNotEquals', 'aws:PrincipalOrgID', 'o-1'), DENIED],
    [
      'outside of the organization, services left out',
      {
        Condition: {
          StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' },
          BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
        },
      },
      ALLOWED,
    ],
    ['from outside of a network', when('NotIpAddress', 'aws:SourceIp', '203.0.113.0/24'), DENIED],
    ['from outside of a VPC', when('StringNotEquals', 'aws:SourceVpce', 'vpce-1'), DENIED],
    ['without encryption', when('StringNotEquals', 's3:x-amz-server-side-encryption', 'aws:kms'), UNKNOWN],
    ['of old TLS', when('NumericLessThan', 's3:TlsVersion', 1.2), UNKNOWN],
    ['of other sources', when('ArnNotLike', 'aws:SourceArn', 'arn:aws:s3:::site'), ALLOWED],
    ['of this source', when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::site'), DENIED],
    ['of a form that is unknown', { Condition: 'never' }, UNKNOWN],
  ])('%s', (_, more, decision) => {
    expect(judge([allow({ Sid: 'Grant' }), deny({ Sid: 'Refusal', ...more })]).decision).toBe(decision);
  });
});

test('the statements that decide are named', () => {
  expect(judge([allow(), allow({ Sid: 'Second' }), allow({ Action: 's3:Get*' })]).statements).toEqual([
    'number 1',
    "'Second'",
  ]);
  expect(judge([allow(), deny({ Sid: 'Closed' })])).toEqual({ decision: DENIED, statements: ["'Closed'"], doubts: [] });
});

test('one statement needs no list', () => {
  expect(judge(allow()).decision).toBe(ALLOWED);
});

test('flat keys have no folders of the account', () => {
  const { partitionedBy, ...flat } = delivery;
  const statements = [allow({ Resource: 'arn:aws:s3:::logs/access/111122223333/*' })];
  expect([judge(statements).decision, judge(statements, flat).decision]).toEqual([ALLOWED, NOT]);
});

test.each(['', '{', 'null', '[]', '42', '{}', '{"Statement":7}'])('what is no policy tells nothing: %j', (text) => {
  expect(judgeDelivery(text, delivery).decision).toBe(UNKNOWN);
});

test.each([[null], [7], ['x'], [[]]])('a statement that is none may be anything: %j', (statement) => {
  expect(judge([statement, allow()]).decision).toBe(UNKNOWN);
});

test('a bucket without a policy lets nobody deliver', () => {
  expect(judgeDelivery(undefined, delivery).decision).toBe(NOT);
});

test('a pattern of many asterisks takes no time', () => {
  const resource = `arn:aws:s3:::logs/${'*a'.repeat(2000)}*b`;
  const long = { ...delivery, prefix: 'a'.repeat(900) };
  const start = performance.now();
  expect(judge([allow({ Resource: resource }), allow()], long).decision).toBe(ALLOWED);
  expect(performance.now() - start).toBeLessThan(1000);
});

test('the policy that is kept under a name of an object does no harm', () => {
  const hostile =
    '{"Statement":[{"__proto__":{"Effect":"Allow"},"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}';
  expect(judgeDelivery(hostile, delivery).decision).toBe(UNKNOWN);
});
