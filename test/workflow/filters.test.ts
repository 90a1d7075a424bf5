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
  writeAccessLogs,
  writeTrail,
} from '../generator';
import { accessFilterCases, someValue, trailFilterCases } from '../helpers/filter-cases';
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

const accessCases = accessFilterCases(accessEvents);
const bucketOfSome = someValue(accessEvents, (event) => event.bucket);
const referrerOfSome = someValue(accessEvents, (event) => event.refererHost);

test.each(accessCases)('--%s %j narrows access logs to what it says', async (name, values, filter) => {
  await expectAccess({ window: {}, filters: { [name]: values } }, filter);
});

test('different filters of access logs must all hold', async () => {
  const filters = { bucket: [bucketOfSome], operation: ['REST.*'], status: ['2xx'] };
  await expectAccess(
    { window: {}, filters },
    ({ bucket, operation, status }) =>
      bucket === bucketOfSome && operation.startsWith('REST.') && status !== null && Math.floor(status / 100) === 2,
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

const trailCases = trailFilterCases(trailEvents);

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
  ['hot-links', { ownHosts: [referrerOfSome] }],
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
