import { loadCatalogue } from '../../../lib/analyses/catalogue';
import { HOUR_MS } from '../../../lib/shared/utc-dates';
import { parseRunInput } from '../../../lib/workflow/audit-run/run-request';
import { settingsOf, trailSettingsOf } from '../../helpers/audit-settings';
import { failureOf } from '../../helpers/failure-of';

const catalogue = loadCatalogue();
const now = new Date('2026-03-01T12:00:00Z');
const parse = (input: unknown, settings = settingsOf()) => parseRunInput(input, settings, catalogue, now);
const refusal = (input: unknown, settings = settingsOf()) => failureOf(() => parse(input, settings));

test('an empty input repeats what the stack was deployed for', () => {
  const { analyses, window, selection, sourceBuckets, ...rest } = parse({});
  expect(analyses.map(({ id }) => id)).toEqual(['deletions']);
  expect(window).toEqual({ from: new Date('2026-02-03T00:00:00Z'), to: new Date('2026-02-07T00:00:00Z') });
  expect(selection).toEqual({ window, filters: { bucket: ['acme-media'] } });
  expect(sourceBuckets).toEqual(['acme-media']);
  expect(rest).toMatchObject({
    logPrefix: 'media/',
    logLayout: 'Auto',
    copyMode: 'Auto',
    deliveryPaddingMs: 48 * HOUR_MS,
    excludeObjects: [],
  });
});

test('a run asks for other things than its stack', () => {
  const request = parse({
    analyses: ['access-denied', 'deletions', 'access-denied'],
    from: '2026-02-10T06:00:00Z',
    to: '2026-02-10T18:00:00Z',
    sourceBuckets: 'acme-media, acme-site',
    filters: { requester: 'arn:aws:iam::111122223333:user/*', keyPrefix: ['a/', 'b,/'], bucket: ['acme-site'] },
    logPrefix: 'media/2026',
    logLayout: 'Flat',
    copyMode: 'Copy',
    maxDays: 1,
    deliveryPadding: '6h',
    excludeObjects: ['s3://acme-logs/media/x', 'media/y'],
  });
  expect(request.analyses.map(({ id }) => id)).toEqual(['access-denied', 'deletions']);
  expect(request.selection.filters).toEqual({
    requester: ['arn:aws:iam::111122223333:user/*'],
    'key-prefix': ['a/', 'b,/'],
    bucket: ['acme-site'],
  });
  expect(request).toMatchObject({
    window: { from: new Date('2026-02-10T06:00:00Z'), to: new Date('2026-02-10T18:00:00Z') },
    sourceBuckets: ['acme-media', 'acme-site'],
    logPrefix: 'media/2026',
    logLayout: 'Flat',
    copyMode: 'Copy',
    deliveryPaddingMs: 6 * HOUR_MS,
    excludeObjects: ['media/x', 'media/y'],
  });
});

test('options of an analysis stand among the filters', () => {
  const { selection } = parse({ filters: { includeFailed: true } });
  expect(selection).toMatchObject({ includeFailed: true, filters: { bucket: ['acme-media'] } });
  expect(parse({ analyses: 'latency', filters: { by: 'hour' } }).selection.by).toBe('hour');
  expect(parse({ analyses: 'hot-links', filters: { ownHost: ['acme.example'] } }).selection.ownHosts).toEqual([
    'acme.example',
  ]);
});

test('what the stack fixes may be repeated, and null is nothing', () => {
  expect(parse({ logBucket: 'acme-logs', logType: 'S3AccessLogs', rowsInMail: 5, to: null })).toBeDefined();
});

test('CloudTrail needs no source buckets, and has a padding of its own when the stack says none', () => {
  const request = parse({}, trailSettingsOf({ DELIVERY_PADDING: '' }));
  expect(request.selection.filters).toEqual({});
  expect(request.deliveryPaddingMs).toBe(HOUR_MS);
});

test.each<[unknown, string, string]>([
  [[], 'INVALID_RUN_INPUT', 'the input of a run is a JSON object'],
  [
    'deletions',
    'INVALID_RUN_INPUT',
    'the input of a run is a JSON object such as {"analyses": ["deletions"]}, got \'deletions\'',
  ],
  [{ analyse: ['deletions'] }, 'INVALID_RUN_INPUT', "a run has no 'analyse'; did you mean 'analyses'?"],
  [{ runOnDeploy: true }, 'INVALID_RUN_INPUT', "a run has no 'runOnDeploy'; it can have analyses, from, to"],
  [
    { logBucket: 'other' },
    'INVALID_RUN_INPUT',
    "logBucket is fixed by the stack as 'acme-logs', a run can't change it to 'other'",
  ],
  [{ logType: 'CloudTrail' }, 'INVALID_RUN_INPUT', 'logType is fixed'],
  [{ contactEmail: 'x@y' }, 'INVALID_RUN_INPUT', 'contactEmail is fixed'],
  [{ bytesScannedLimit: 1 }, 'INVALID_RUN_INPUT', 'bytesScannedLimit is fixed'],
  [{ analyses: ['deletion'] }, 'UNKNOWN_ANALYSIS', "there is no analysis 'deletion'; did you mean 'deletions'?"],
  [{ analyses: ['buckets'] }, 'WRONG_LOG_TYPE', "buckets can't be answered from S3 server access logs"],
  [{ analyses: [] }, 'INVALID_RUN_INPUT', 'analyses is empty'],
  [{ analyses: 3 }, 'UNKNOWN_ANALYSIS', "there is no analysis '3'"],
  [{ from: '2026-02-30' }, 'INVALID_DATE', "--from is a date that does not exist, got '2026-02-30'"],
  [{ from: 20260203 }, 'INVALID_RUN_INPUT', 'from is a text, got 20260203'],
  [{ from: '2026-02-05', to: '2026-02-03' }, 'EMPTY_WINDOW', '--from must be before --to'],
  [{ from: '2026-04-01' }, 'EMPTY_WINDOW', 'before now'],
  [{ to: '2026-02-03' }, 'MISSING_WINDOW', 'nothing says from when on to audit (to is 2026-02-03)'],
  [{ lookback: '1y' }, 'INVALID_DURATION', "lookback is not a duration, got '1y'"],
  [{ lookback: '1d', to: '2026-02-03' }, 'INVALID_RUN_INPUT', 'lookback and to exclude each other'],
  [
    { lookback: '100d' },
    'WINDOW_TOO_LONG',
    'is 100 days long, allowed are 90; choose a shorter one, or deploy the stack with a larger MaxDays',
  ],
  [{ from: '2026-02-01', to: '2026-02-02', maxDays: 1 }, 'WINDOW_TOO_LONG', 'is 2 days long, allowed are 1'],
  [{ maxDays: 91 }, 'INVALID_RUN_INPUT', "maxDays can't be 91: the stack allows 90"],
  [{ maxDays: 0 }, 'INVALID_RUN_INPUT', 'maxDays is a whole number from 1 on, got 0'],
  [{ sourceBuckets: ["b'"] }, 'INVALID_RUN_INPUT', "sourceBuckets has 'b''"],
  [
    { filters: { bucket: 'other' } },
    'INVALID_RUN_INPUT',
    "filters.bucket has 'other', which is not one of sourceBuckets (acme-media)",
  ],
  [{ filters: ['requester'] }, 'INVALID_RUN_INPUT', 'filters is an object'],
  [{ filters: { 'key-prefix': 'a' } }, 'UNKNOWN_OPTION', "filters has no 'key-prefix'; did you mean 'keyPrefix'?"],
  [{ filters: { remoteIp: '10.0.0.0/40' } }, 'INVALID_FILTER', '10.0.0.0/40'],
  [{ filters: { requester: '' } }, 'INVALID_RUN_INPUT', 'filters.requester is empty'],
  [{ filters: { account: '111122223333' } }, 'FILTER_NOT_APPLICABLE', "--account can't be used with access-logs"],
  [{ filters: { includeFailed: 'yes' } }, 'INVALID_RUN_INPUT', 'filters.includeFailed is true or false'],
  [{ filters: { by: 'hour' } }, 'UNKNOWN_OPTION', 'deletions has no option --by'],
  [{ logPrefix: 'other/' }, 'INVALID_RUN_INPUT', "logPrefix 'other/' does not begin with 'media/'"],
  [{ logLayout: 'flat' }, 'INVALID_RUN_INPUT', "logLayout can't be 'flat'; allowed are Auto, Flat, Partitioned"],
  [{ copyMode: 'Move' }, 'INVALID_RUN_INPUT', "copyMode can't be 'Move'; allowed are Auto, Copy, InPlace"],
  [{ deliveryPadding: 'long' }, 'INVALID_DURATION', "deliveryPadding is not a duration, got 'long'"],
  [
    { excludeObjects: ['s3://other/x'] },
    'INVALID_RUN_INPUT',
    "excludeObjects has 's3://other/x', which is not in the log bucket",
  ],
])('fails on %j with %s', (input, code, message) => {
  const failure = refusal(input);
  expect(failure.code).toBe(code);
  expect(failure.message).toContain(message);
});

test('fails without source buckets, for which access logs are audited', () => {
  expect(refusal({}, settingsOf({ SOURCE_BUCKETS: '' })).message).toBe(
    'sourceBuckets is empty; name the buckets that are audited',
  );
});

test('fails on a flat layout for CloudTrail, which never has it', () => {
  expect(refusal({ logLayout: 'Flat' }, trailSettingsOf()).message).toContain(
    'CloudTrail always writes folders of days',
  );
});
