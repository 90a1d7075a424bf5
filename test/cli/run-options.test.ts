import { Command } from 'commander';
import { FILTERS } from '../../lib/analyses/filters';
import { addRunInputOptions, type RunInputOptions, toRunInput } from '../../lib/cli/run-options';

test('what is not given is left to the stack', () => {
  expect(parse([])).toEqual({});
});

test('options become the input of a run', () => {
  const args = [
    ...['--from', '2026-02-03', '--to', '7d', '--source-bucket', 'one', '--source-bucket', 'two'],
    ...['--log-prefix', 'logs/', '--log-layout', 'Flat', '--copy-mode', 'Copy', '--max-days', '30'],
    ...['--delivery-padding', '9d', '--exclude-object', 'a b', '--log-type', 'cloudtrail'],
    ...['--key-prefix', 'x', '--key-prefix', 'y', '--event-region', 'eu-west-1', '--include-failed', '--by', 'hour'],
    ...['--own-host', 'acme.example'],
  ];
  expect(parse(args, ['deletions'])).toEqual({
    analyses: ['deletions'],
    from: '2026-02-03',
    to: '7d',
    logType: 'CloudTrail',
    sourceBuckets: ['one', 'two'],
    filters: {
      keyPrefix: ['x', 'y'],
      region: ['eu-west-1'],
      includeFailed: true,
      by: 'hour',
      ownHost: ['acme.example'],
    },
    logPrefix: 'logs/',
    logLayout: 'Flat',
    copyMode: 'Copy',
    maxDays: 30,
    deliveryPadding: '9d',
    excludeObjects: ['a b'],
  });
});

test.each(FILTERS.map(({ name }) => name))('the filter %s gets through', (name) => {
  const option = name === 'region' ? 'event-region' : name;
  const key = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  expect(parse([`--${option}`, '1'])).toEqual({ filters: { [key]: ['1'] } });
});

function parse(args: readonly string[], analyses: readonly string[] = []): unknown {
  const command = addRunInputOptions(new Command().exitOverride());
  command.parse([...args], { from: 'user' });
  return toRunInput(analyses, command.opts<RunInputOptions>());
}
