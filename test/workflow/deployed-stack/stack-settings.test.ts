import { readStack } from '../../../lib/workflow/deployed-stack/find-stack';
import { stackSettings } from '../../../lib/workflow/deployed-stack/stack-settings';
import { stackAnswer } from './stack-answers';

test('settings are what the outputs of the stack say, and what a run does by default', () => {
  const RunDefaults = [
    'LOG_PREFIX= a=b/',
    'SOURCE_BUCKETS=one,two',
    'ANALYSES=all',
    'FROM=',
    'LOOKBACK=7d',
    'MAX_DAYS=30',
    'COPY_MODE=Copy',
  ];
  const stack = readStack(
    stackAnswer({ LogPrefix: ' a=b/', LogType: 'CloudTrail', RunDefaults: RunDefaults.join('\n') }),
  );
  const settings = stackSettings(stack);
  expect(settings).toMatchObject({
    // blanks and equals signs belong to a prefix
    logPrefix: ' a=b/',
    logType: 'cloudtrail',
    sourceBuckets: ['one', 'two'],
    lookback: '7d',
    maxDays: 30,
    copyMode: 'Copy',
    logBucket: 'acme-logs',
    resultsBucket: 's3logaudit-results',
    stackName: 'S3LogAudit',
    region: 'eu-west-1',
    account: '111122223333',
  });
  expect(settings).not.toHaveProperty('from');
});
