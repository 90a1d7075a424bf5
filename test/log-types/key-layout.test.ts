import { LOG_TYPES } from '../../lib/log-types';
import { selectLogs } from '../../lib/log-types/select-logs';

const access = LOG_TYPES['access-logs'];
const trail = LOG_TYPES.cloudtrail;
const NAME = '2026-02-03-10-20-30-0123456789ABCDEF';
const TRAIL_NAME = '111122223333_CloudTrail_eu-west-1_20260203T1020Z_abcdefghijklmnop.json.gz';

describe('the name of an access log', () => {
  test.each([
    NAME,
    `logs/${NAME}`,
    `prefix${NAME}`,
    `111122223333/eu-west-1/acme-media/2026/02/03/${NAME}`,
    `${NAME}.gz`,
    `${NAME}.log.gz`,
    `../${NAME}`,
  ])('%s tells when it was delivered', (path) => {
    expect(access.classifyFile(path)).toEqual({
      kind: 'log',
      delivered: new Date('2026-02-03T10:20:30Z'),
      eventsBefore: new Date('2026-02-03T10:20:31Z'),
    });
  });

  test('at midnight stands for a whole day of events', () => {
    expect(access.classifyFile('x/2026/02/03/2026-02-03-00-00-00-0123456789ABCDEF')).toMatchObject({
      eventsBefore: new Date('2026-02-04T00:00:00Z'),
    });
  });

  test.each(['app.log', 'merged-2026-02.gz', 'day=2026-02-03', '2026-02-03-10-20-30-XYZ'])(
    '%s tells nothing, and it is read',
    (path) => {
      expect(access.classifyFile(path)).toEqual({ kind: 'log' });
    },
  );

  test.each([
    ['.DS_Store', 'hidden file'],
    ['_SUCCESS', 'hidden file'],
    [`_temporary/${NAME}`, 'hidden file'],
    [`.cache/${NAME}`, 'hidden file'],
    ['answer.csv', 'other file'],
    ['README.md', 'other file'],
    ['notes.JSON', 'other file'],
    ['archive.tar.gz', 'other file'],
    [`AWSLogs/111122223333/CloudTrail/eu-west-1/2026/02/03/${TRAIL_NAME}`, 'CloudTrail log'],
    [TRAIL_NAME.replace('CloudTrail', 'CloudTrail-Digest'), 'CloudTrail log'],
  ])('%s is left out: %s', (path, reason) => {
    expect(access.classifyFile(path)).toEqual({ kind: 'skip', reason });
  });
});

describe('the name of a CloudTrail log', () => {
  test.each([
    TRAIL_NAME,
    TRAIL_NAME.replace('.gz', ''),
    `p/AWSLogs/o-abc/111122223333/CloudTrail/eu-west-1/2026/02/03/${TRAIL_NAME}`,
  ])('%s tells when it was delivered', (path) => {
    expect(trail.classifyFile(path)).toEqual({
      kind: 'log',
      delivered: new Date('2026-02-03T10:20:00Z'),
      eventsBefore: new Date('2026-02-03T10:35:00Z'),
    });
  });

  test.each(['events.json', 'merged.json.gz'])('%s tells nothing, and it is read', (path) => {
    expect(trail.classifyFile(path)).toEqual({ kind: 'log' });
  });

  test.each([
    [
      `AWSLogs/1/CloudTrail-Digest/eu-west-1/2026/02/03/${TRAIL_NAME.replace('CloudTrail', 'CloudTrail-Digest')}`,
      'CloudTrail digest',
    ],
    [TRAIL_NAME.replace('CloudTrail', 'CloudTrail-Insight'), 'CloudTrail Insights'],
    ['AWSLogs/1/CloudTrail-NetworkActivity/x.json.gz', 'CloudTrail network activity'],
    ['AWSLogs/1/CloudTrail-Aggregated/x.json.gz', 'aggregated CloudTrail events'],
    ['.hidden.json', 'hidden file'],
    ['_x/events.json', 'hidden file'],
    [NAME, 'other file'],
    ['events.csv', 'other file'],
  ])('%s is left out: %s', (path, reason) => {
    expect(trail.classifyFile(path)).toEqual({ kind: 'skip', reason });
  });
});

describe('choosing files', () => {
  const window = { from: new Date('2026-02-03T00:00:00Z'), to: new Date('2026-02-04T00:00:00Z') };
  const at = (stamp: string) => ({ relativePath: `${stamp}-0123456789ABCDEF`, named: false });
  const choose = (...stamps: string[]) =>
    selectLogs(access, stamps.map(at), window, 24 * 3_600_000).selected.map(({ relativePath }) =>
      relativePath.slice(0, 19),
    );

  test('takes those from the first instant to the end and its padding', () => {
    expect(
      choose(
        '2026-02-02-23-59-59',
        '2026-02-03-00-00-01',
        '2026-02-04-12-00-00',
        '2026-02-04-23-59-59',
        '2026-02-05-00-00-00',
        '2026-02-05-00-00-01',
      ),
    ).toEqual(['2026-02-03-00-00-01', '2026-02-04-12-00-00', '2026-02-04-23-59-59']);
  });

  test('takes the one whose midnight stands for the day', () => {
    expect(choose('2026-02-02-00-00-00', '2026-02-03-00-00-00')).toEqual(['2026-02-03-00-00-00']);
  });

  test('takes what the user named, whatever its name, and counts what it leaves out', () => {
    const files = [
      { relativePath: '2020-01-01-00-00-01-0123456789ABCDEF', named: true },
      { relativePath: '_hidden.csv', named: true },
      { relativePath: '_hidden.csv', named: false },
      at('2020-01-01-00-00-01'),
      at('2030-01-01-00-00-01'),
    ];
    expect(selectLogs(access, files, window, 0)).toEqual({
      selected: files.slice(0, 2),
      skipped: { 'hidden file': 1, 'outside the window': 2 },
    });
  });
});
