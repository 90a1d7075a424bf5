import { ROLLUP_ENVIRONMENT } from '../../../lib/workflow/log-rollup/rollup-names';
import { readRollupSettings } from '../../../lib/workflow/log-rollup/rollup-settings';

const { level, format, keepSources, olderThan, logPrefix, destinationPrefix, logBucket } = ROLLUP_ENVIRONMENT;

test('what is absent or empty has its default', () => {
  const defaults = { level: 'day', format: 'log.gz', keepSources: false, olderThanMs: 3_600_000, partition: 'aws' };
  expect(readRollupSettings({})).toMatchObject(defaults);
  const empty = Object.fromEntries(Object.values(ROLLUP_ENVIRONMENT).map((name) => [name, '']));
  expect(readRollupSettings(empty)).toMatchObject(defaults);
});

test('what is given counts', () => {
  const given = { [level]: 'hour', [format]: 'log', [keepSources]: 'true', [olderThan]: '2d' };
  const settings = { level: 'hour', format: 'log', keepSources: true, olderThanMs: 2 * 86_400_000 };
  expect(readRollupSettings(given)).toMatchObject(settings);
  expect(readRollupSettings({ [olderThan]: '0m' }).olderThanMs).toBe(0);
});

test('blanks belong to a prefix, and to nothing else', () => {
  const settings = readRollupSettings({ [logBucket]: ' logs ', [logPrefix]: ' a / ', [destinationPrefix]: ' b / ' });
  expect(settings).toMatchObject({ logBucket: 'logs', logPrefix: ' a / ', destinationPrefix: ' b / ' });
});

test.each([
  [level, 'year', "ROLLUP_LEVEL can't be 'year'"],
  [format, 'zip', "ROLLUP_FORMAT can't be 'zip'"],
  [keepSources, 'maybe', "ROLLUP_KEEP_SOURCES can't be 'maybe'"],
  [olderThan, '7', 'RollupOlderThan'],
])('fails for %s=%s', (name, value, message) => {
  expect(() => readRollupSettings({ [name]: value })).toThrow(message);
});
