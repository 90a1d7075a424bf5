import fc from 'fast-check';
import type { Delivery } from '../../lib/logging-setup/policy/delivery-request';
import { logObjectArns } from '../../lib/logging-setup/policy/delivery-request';
import { judgeDelivery } from '../../lib/logging-setup/policy/judge-delivery';
import { decide } from '../aws/iam/evaluate';
import { parsePolicy } from '../aws/iam/policy-document';
import type { Principal } from '../aws/iam/principal';

const account = '111122223333';
const delivery: Delivery = { partition: 'aws', source: 'site', target: 'logs', prefix: 'a/', account };

const LOGGING = { Service: 'logging.s3.amazonaws.com' };
const principal = fc.constantFrom<unknown>(
  '*',
  { AWS: '*' },
  { AWS: account },
  { AWS: 'arn:aws:iam::444455556666:root' },
  LOGGING,
  { Service: ['s3.amazonaws.com', 'logging.s3.amazonaws.com'] },
  { Service: 'lambda.amazonaws.com' },
  { AWS: account, Service: 'logging.s3.amazonaws.com' },
);
const some = (...values: string[]) =>
  fc.oneof(fc.constantFrom(...values), fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }));
const action = some(
  '*',
  's3:*',
  's3:PutObject',
  's3:Put*',
  's3:putobject',
  's3:PutObjec?',
  's3:GetObject',
  's3:Delete*',
  'logs:*',
);
const resource = some(
  '*',
  'arn:aws:s3:::logs',
  'arn:aws:s3:::logs/*',
  'arn:aws:s3:::logs/a/*',
  'arn:aws:s3:::logs/?/20*',
  'arn:aws:s3:::logs/b/*',
  'arn:aws:s3:::other/*',
  'arn:aws:s3:::l*/a/*',
);
const operator = fc
  .tuple(
    fc.constantFrom('', '', '', 'ForAnyValue:', 'ForAllValues:'),
    fc.constantFrom(
      'StringEquals',
      'StringNotEquals',
      'StringLike',
      'StringNotLike',
      'ArnLike',
      'ArnNotLike',
      'Bool',
      'StringEqualsIgnoreCase',
    ),
    fc.constantFrom('', '', 'IfExists'),
  )
  .map((parts) => parts.join(''));
const key = fc.constantFrom(
  'aws:SourceArn',
  'aws:SourceAccount',
  'aws:SecureTransport',
  'aws:PrincipalIsAWSService',
  'aws:PrincipalArn',
  'aws:PrincipalAccount',
  'AWS:sourcearn',
);
const value = some('arn:aws:s3:::site', 'arn:aws:s3:::*', 'arn:aws:s3:::other', account, '4444*', '*', 'true', 'false');
const condition = fc.oneof(
  fc.dictionary(operator, fc.dictionary(key, value, { minKeys: 1, maxKeys: 2 }), { maxKeys: 2 }),
  fc.record({ Null: fc.dictionary(key, fc.constantFrom('true', 'false'), { minKeys: 1, maxKeys: 1 }) }),
);
/** One of two elements that exclude each other. */
const either = (name: string, values: fc.Arbitrary<unknown>) =>
  fc.tuple(fc.constantFrom(name, name, `Not${name}`), values).map(([element, what]) => ({ [element]: what }));
const statement = fc
  .tuple(
    fc.constantFrom({ Effect: 'Allow' }, { Effect: 'Allow' }, { Effect: 'Deny' }),
    either('Principal', principal),
    either('Action', action),
    either('Resource', resource),
    fc.oneof(
      fc.constant({}),
      condition.map((Condition) => ({ Condition })),
    ),
  )
  .map((parts) => Object.assign({}, ...parts) as object);

test('decides as the IAM of the local AWS does, which is another program', () => {
  let told = 0;
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 3 }), (Statement) => {
      const document = { Version: '2012-10-17', Statement };
      const { decision } = judgeDelivery(JSON.stringify(document), delivery);
      if (decision === 'unknown') return;
      told++;
      const others = new Set(logObjectArns(delivery).map((arn) => locally(document, arn)));
      // where nothing allows it, a Deny that may apply makes no difference
      if (decision === 'not-allowed') others.delete('denied');
      expect([...others, decision]).toEqual(others.size === 0 ? [decision] : [decision, decision]);
    }),
    { numRuns: 4000 },
  );
  expect(told).toBeGreaterThan(3000);
});

function locally(document: object, resource: string): string {
  const caller: Principal = { kind: 'service', service: LOGGING.Service, account: '', arn: LOGGING.Service };
  const facts = {
    'aws:sourcearn': ['arn:aws:s3:::site'],
    'aws:sourceaccount': [account],
    'aws:securetransport': ['true'],
    'aws:principalisawsservice': ['true'],
  };
  const request = {
    principal: caller,
    action: 's3:PutObject',
    resource,
    context: () => new Map(Object.entries(facts)),
  };
  const { allowed, reason } = decide(request, [], { account, policy: parsePolicy(document) });
  if (allowed) return 'allowed';
  return reason.startsWith('an explicit deny') ? 'denied' : 'not-allowed';
}
