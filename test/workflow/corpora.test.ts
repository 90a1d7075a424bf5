import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  deliver,
  deliverTrail,
  eventsOf,
  expectedAccessCoverage,
  expectedAnswers,
  expectedTrailCoverage,
  randomAccessEvents,
  randomTrailEvents,
  seededRandom,
  writeAccessLogs,
  writeTrail,
} from '../generator';
import { audit } from '../helpers/local-audit';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'corpora-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  ['flat', 1, 'delivery', { layout: 'flat' as const }],
  ['partitioned by event time', 2, 'event', { layout: 'partitioned' as const, dateSource: 'event' as const }],
  ['gzip', 3, 'delivery', { layout: 'flat' as const, gzip: true }],
])('hostile access logs of every era, %s', (name, seed, dateSource, layout) => {
  test('give every answer, count every line and tell where the odd ones are', async () => {
    const events = randomAccessEvents({ seed, count: 8000, hostile: true });
    const files = deliver(events, seededRandom(seed), {
      duplicates: 0.02,
      late: 0.02,
      broken: 0.01,
      blank: 0.01,
      bareCarriageReturn: true,
      oddFiles: true,
      cutByEventDay: dateSource === 'event',
    });
    const logs = join(folder, name);
    writeAccessLogs(logs, files, layout);
    const ids = Object.keys(expectedAnswers['access-logs']);
    const { rows, coverage, unparsed } = await audit([logs], ids);
    expect(coverage).toMatchObject({ ...expectedAccessCoverage(files), unreadable: [] });
    expect(coverage.unparsed).toBeGreaterThan(0);
    expect(coverage.duplicates).toBeGreaterThan(0);
    expect(unparsed).toHaveLength(coverage.unparsed);
    for (const id of ids) {
      expect({ [id]: rows[id] }).toEqual({
        [id]: expectedAnswers['access-logs'][id]?.(eventsOf(files).filter(isFirst())),
      });
    }
  });
});

test.each([
  ['single account', 4, {}],
  ['organization', 5, { organization: 'o-exampleorg' }],
])('hostile CloudTrail files of a trail for a %s give every answer', async (name, seed, layout) => {
  const events = randomTrailEvents({ seed, count: 4000, hostile: true });
  const files = deliverTrail(events, seededRandom(seed), { duplicates: 0.02, broken: 0.01, plain: 0.5 });
  const logs = join(folder, name);
  writeTrail(logs, files, layout);
  const ids = Object.keys(expectedAnswers.cloudtrail);
  const { rows, coverage, unparsed } = await audit([logs], ids);
  expect(coverage).toMatchObject(expectedTrailCoverage(files));
  expect(coverage.unparsed).toBeGreaterThan(0);
  expect(unparsed).toHaveLength(coverage.unparsed);
  for (const id of ids) {
    expect({ [id]: rows[id] }).toEqual({ [id]: expectedAnswers.cloudtrail[id]?.(events) });
  }
});

/** Tells the first delivery of an event from the later ones. */
function isFirst<T>(): (event: T) => boolean {
  const seen = new Set<T>();
  return (event) => !seen.has(event) && seen.add(event) !== undefined;
}
