import { readStack } from '../../../lib/workflow/deployed-stack/find-stack';
import { failureOf } from '../../helpers/failure-of';
import { stackAnswer } from './stack-answers';

test('a stack is known by its outputs; one that it does not have is empty', () => {
  const stack = readStack(stackAnswer({ LogPrefix: 'logs/' }));
  expect(stack).toMatchObject({ name: 'S3LogAudit', partition: 'aws', region: 'eu-west-1', account: '111122223333' });
  expect(stack.outputs).toMatchObject({ logBucket: 'acme-logs', logPrefix: 'logs/', logKmsKeyArn: '' });
});

test.each(['CREATE_COMPLETE', 'UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE'] as const)(
  'a stack in state %s can be driven',
  (StackStatus) => {
    expect(readStack(stackAnswer({}, { StackStatus })).name).toBe('S3LogAudit');
  },
);

test.each([
  ['CREATE_IN_PROGRESS', 'wait until it is created'],
  ['REVIEW_IN_PROGRESS', 'wait until it is created'],
  ['ROLLBACK_COMPLETE', 'its creation failed'],
  ['CREATE_FAILED', 'its creation failed'],
  ['DELETE_IN_PROGRESS', 'it is deleted, or almost'],
] as const)('fails for a stack in state %s, with what to do', (StackStatus, remedy) => {
  expect(failureOf(() => readStack(stackAnswer({}, { StackStatus })))).toMatchObject({
    code: 'STACK_NOT_READY',
    message: expect.stringMatching(new RegExp(`^the stack S3LogAudit is in state ${StackStatus}.*${remedy}`)),
  });
});

test('fails for a stack that is none of ours', () => {
  expect(failureOf(() => readStack(stackAnswer({ StateMachineArn: '' }, { StackName: 'Shop' })))).toMatchObject({
    code: 'NO_AUDIT_STACK',
    message: expect.stringContaining('the stack Shop has no output StateMachineArn, so it is no stack of S3 Log Audit'),
  });
});
