import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Selection } from '../../lib/analyses/selection';
import {
  type AccessEvent,
  deliver,
  deliverTrail,
  expectedAnswers,
  randomAccessEvents,
  randomTrailEvents,
  seededRandom,
  type TrailEvent,
  writeAccessLogs,
  writeTrail,
} from '../generator';
import { audit } from '../helpers/local-audit';

const ALL: Selection = { window: {}, filters: {} };
const accessEvents = randomAccessEvents({ seed: 11, count: 2500, hostile: true });
const trailEvents = randomTrailEvents({ seed: 12, count: 2500, hostile: true });
let folder: string;
let accessLogs: string;
let trail: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'filters-'));
  accessLogs = join(folder, 'access');
  trail = join(folder, 'trail');
  const tidy = { duplicates: 0.02 };
  writeAccessLogs(accessLogs, deliver(accessEvents, seededRandom(11), { ...tidy, late: 0.02, broken: 0.01 }), {});
  writeTrail(trail, deliverTrail(trailEvents, seededRandom(12), { ...tidy, plain: 1 }), {});
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A value that occurs among the events, and not in all of them. */
function some<Event>(events: readonly Event[], value: (event: Event) => string | null): string {
  const values = events.map(value).filter((text): text is string => text !== null && text !== '');
  const [first] = values;
  const other = values.find((text) => text !== first);
  if (first === undefined || other === undefined) throw new Error('the corpus has no two values of this kind');
  return other;
}

const access = {
  bucket: some(accessEvents, (event) => event.bucket),
  key: some(accessEvents, (event) => event.key),
  version: some(accessEvents, (event) => event.versionId),
  requester: some(accessEvents, (event) => event.requester),
  operation: some(accessEvents, (event) => event.operation),
  errorCode: some(accessEvents, (event) => event.errorCode),
  requestId: some(accessEvents, (event) => event.requestId),
  userAgent: some(accessEvents, (event) => event.userAgent),
  uri: some(accessEvents, (event) => event.requestUri),
  referrer: some(accessEvents, (event) => event.refererHost),
  ip: some(accessEvents, (event) => (event.remoteIp?.includes(':') ? null : event.remoteIp)),
};

const accessCases: readonly [string, readonly string[], (event: AccessEvent) => boolean][] = [
  ['bucket', [access.bucket], ({ bucket }) => bucket === access.bucket],
  ['key', [access.key], ({ key }) => key === access.key],
  ['key-prefix', [access.key.slice(0, 4)], ({ key }) => key?.startsWith(access.key.slice(0, 4)) ?? false],
  ['version-id', [access.version], ({ versionId }) => versionId === access.version],
  ['requester', [access.requester], ({ requester }) => requester === access.requester],
  ['requester', ['arn:aws:sts::*'], ({ requester }) => requester?.startsWith('arn:aws:sts::') ?? false],
  ['requester', ['-'], ({ requester }) => requester === null],
  [
    'exclude-requester',
    [access.requester, '-'],
    ({ requester }) => requester !== access.requester && requester !== null,
  ],
  ['operation', ['REST.GET.*'], ({ operation }) => operation.startsWith('REST.GET.')],
  [
    'operation',
    [access.operation, 'S3.EXPIRE.OBJECT'],
    ({ operation }) => [access.operation, 'S3.EXPIRE.OBJECT'].includes(operation),
  ],
  ['remote-ip', [access.ip], ({ remoteIp }) => remoteIp === access.ip],
  ['remote-ip', ['10.0.0.0/8'], ({ remoteIp }) => remoteIp?.startsWith('10.') ?? false],
  ['remote-ip', ['::/0'], ({ remoteIp }) => remoteIp?.includes(':') ?? false],
  ['error-code', [access.errorCode], ({ errorCode }) => errorCode === access.errorCode],
  ['request-id', [access.requestId], ({ requestId }) => requestId === access.requestId],
  ['user-agent-contains', ['AWS-'], ({ userAgent }) => userAgent?.toLowerCase().includes('aws-') ?? false],
  ['status', ['4xx', '503'], ({ status }) => status !== null && (Math.floor(status / 100) === 4 || status === 503)],
  ['uri-contains', [access.uri.slice(0, 6)], ({ requestUri }) => requestUri?.includes(access.uri.slice(0, 6)) ?? false],
  ['referrer-host', [access.referrer.toUpperCase()], ({ refererHost }) => refererHost === access.referrer],
];

test.each(accessCases)('--%s %j narrows access logs to what it says', async (name, values, filter) => {
  await expectAccess({ window: {}, filters: { [name]: values } }, filter);
});

test('different filters of access logs must all hold', async () => {
  const filters = { bucket: [access.bucket], operation: ['REST.*'], status: ['2xx'] };
  await expectAccess(
    { window: {}, filters },
    ({ bucket, operation, status }) =>
      bucket === access.bucket && operation.startsWith('REST.') && status !== null && Math.floor(status / 100) === 2,
  );
});

async function expectAccess(selection: Selection, filter: (event: AccessEvent) => boolean): Promise<void> {
  const ids = ['object-access', 'top-requests', 'server-errors', 'deletions'];
  const [found, all] = [await audit([accessLogs], ids, { selection }), accessEvents.length];
  const kept = accessEvents.filter(filter).length;
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(all);
  for (const id of ids)
    expect({ [id]: found.rows[id] }).toEqual({ [id]: expectedAnswers['access-logs'][id]?.(accessEvents, { filter }) });
}

const trailValues = {
  bucket: some(trailEvents, (event) => event.bucket),
  key: some(trailEvents, (event) => event.key),
  requester: some(trailEvents, (event) => event.caller.arn),
  errorCode: some(trailEvents, (event) => event.errorCode),
  region: some(trailEvents, (event) => event.region),
  account: some(trailEvents, (event) => event.recipientAccountId),
  accessKey: some(trailEvents, (event) => event.caller.accessKeyId),
};

const trailCases: readonly [string, readonly string[], (event: TrailEvent) => boolean][] = [
  ['bucket', [trailValues.bucket], ({ bucket }) => bucket === trailValues.bucket],
  ['key', [trailValues.key], ({ key }) => key === trailValues.key],
  ['requester', [trailValues.requester], ({ caller }) => caller.arn === trailValues.requester],
  ['operation', ['Delete*'], ({ name }) => name.startsWith('Delete')],
  ['error-code', [trailValues.errorCode], ({ errorCode }) => errorCode === trailValues.errorCode],
  ['region', [trailValues.region], ({ region }) => region === trailValues.region],
  ['account', [trailValues.account], ({ recipientAccountId }) => recipientAccountId === trailValues.account],
  ['access-key-id', [trailValues.accessKey], ({ caller }) => caller.accessKeyId === trailValues.accessKey],
];

test.each(trailCases)('--%s %j narrows CloudTrail to what it says', async (name, values, filter) => {
  const ids = ['object-access', 'top-requests', 'access-denied'];
  const { rows } = await audit([trail], ids, { selection: { window: {}, filters: { [name]: values } } });
  expect(trailEvents.some(filter)).toBe(true);
  expect(trailEvents.every(filter)).toBe(false);
  for (const id of ids)
    expect({ [id]: rows[id] }).toEqual({ [id]: expectedAnswers.cloudtrail[id]?.(trailEvents, { filter }) });
});

test.each([
  ['deletions', { includeFailed: true }],
  ['deletion-summary', { includeFailed: true }],
  ['config-changes', { includeFailed: true }],
  ['latency', { by: 'hour' as const }],
  ['latency', { by: 'requester' as const }],
  ['traffic-by-day', { by: 'hour' as const }],
  ['hot-links', { ownHosts: [access.referrer] }],
])('%s heeds %j', async (id, options) => {
  const { rows } = await audit([accessLogs], [id], { selection: { ...ALL, ...options } });
  const plain = await audit([accessLogs], [id]);
  expect(rows[id]).toEqual(expectedAnswers['access-logs'][id]?.(accessEvents, options));
  expect(rows[id]).not.toEqual(plain.rows[id]);
});

test('a window takes its first instant in and leaves its last one out', async () => {
  const [event] = accessEvents.filter(({ key }) => key !== null);
  const from = new Date((event as AccessEvent).timeMs);
  const to = new Date(from.getTime() + 1000);
  const inside = await audit([accessLogs], ['object-access'], { selection: { window: { from, to }, filters: {} } });
  const before = await audit([accessLogs], ['object-access'], { selection: { window: { to: from }, filters: {} } });
  const requestIds = (rows: readonly Readonly<Record<string, unknown>>[] = []) => rows.map((row) => row.event_time);
  expect(new Set(requestIds(inside.rows['object-access']))).toEqual(new Set([from.toISOString().replace('.000', '')]));
  expect(requestIds(before.rows['object-access'])).not.toContain(from.toISOString().replace('.000', ''));
});
