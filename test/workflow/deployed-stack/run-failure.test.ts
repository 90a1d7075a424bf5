import { readFailure } from '../../../lib/workflow/deployed-stack/run-failure';

const cause = (errorMessage: string) => JSON.stringify({ errorType: 'X', errorMessage, trace: [] });
const failed = (error: string, text: string) =>
  readFailure({ status: 'FAILED', error, cause: text } as Parameters<typeof readFailure>[0], {});

test.each([
  ['the sentence of a function', cause('there is no bucket x; deploy'), 'there is no bucket x; deploy'],
  ['a sentence as it is', 'cancelled by eve', 'cancelled by eve'],
  ['JSON that is no error as it is', '{"a": 1}', '{"a": 1}'],
  [
    'both sentences when the mail has failed, too',
    `${cause('there is no bucket x')} And no mail could be sent: ${cause('nobody has confirmed')}`,
    'there is no bucket x And no mail could be sent: nobody has confirmed',
  ],
])('a failure is told by %s', (_, text, message) => {
  expect(failed('LogBucketMissing', text)).toEqual({ code: 'LogBucketMissing', message });
});

test('a run that has succeeded has no failure, and one that still tells of its failure has it in its state', () => {
  const error = { Error: 'CopyFailed', Cause: cause('the copy failed') };
  const running = { status: 'RUNNING' } as Parameters<typeof readFailure>[0];
  expect(readFailure({ ...running, status: 'SUCCEEDED' }, { error })).toBeUndefined();
  expect(readFailure(running, {})).toBeUndefined();
  expect(readFailure(running, { error })).toEqual({ code: 'CopyFailed', message: 'the copy failed' });
});

test.each([
  ['TIMED_OUT', 'it took longer than five days and was ended; start it again with a shorter window'],
  ['ABORTED', 'somebody has stopped it'],
])('a run that is %s without a word is told all the same', (status, message) => {
  expect(readFailure({ status } as Parameters<typeof readFailure>[0], {})).toEqual({ code: status, message });
});
