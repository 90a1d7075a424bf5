import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Window } from '../../lib/shared/utc-dates';
import { parseWindow } from '../../lib/shared/utc-dates';
import {
  type AccessLogFile,
  accessLogName,
  deliver,
  deliverTrail,
  eventsOf,
  expectedAccessCoverage,
  expectedAnswers,
  expectedTrailCoverage,
  randomAccessEvents,
  randomTrailEvents,
  seededRandom,
  type TrailFile,
  trailName,
  writeAccessLogs,
  writeTrail,
  writeTrailDistractors,
} from '../generator';
import { audit } from '../helpers/local-audit';
import { makeFolder } from '../helpers/log-folder';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const folder = makeFolder('delivery');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The files that can hold the window: delivered before its end and the padding, and not before its beginning. */
function inReach<File extends { readonly deliveredMs: number }>(
  files: readonly File[],
  { from, to }: Window,
  paddingMs: number,
  slackMs: number,
): File[] {
  return files.filter(({ deliveredMs }) => {
    // such a name stands for a whole day of events
    const wholeDay = slackMs === 1000 && deliveredMs % DAY_MS === 0;
    const before = deliveredMs + (wholeDay ? DAY_MS : slackMs);
    return (
      (from === undefined || before > from.getTime()) && (to === undefined || deliveredMs < to.getTime() + paddingMs)
    );
  });
}

const asText = ({ from, to }: Window) => ({
  ...(from ? { from: from.toISOString() } : {}),
  ...(to ? { to: to.toISOString() } : {}),
});
const now = new Date('2026-02-20T00:00:00Z');

const WINDOWS: readonly (readonly [string, Window])[] = [
  ['days', parseWindow('2026-02-03', '2026-02-04', now)],
  ['instants', parseWindow('2026-02-03T10:00:00Z', '2026-02-03T22:30:00+01:00', now)],
  ['an open end', parseWindow('2026-02-05', undefined, now)],
  ['an open beginning', parseWindow(undefined, '2026-02-02', now)],
];

const [[, FIRST_WINDOW]] = WINDOWS as readonly [(typeof WINDOWS)[number]];

describe('access logs', () => {
  const events = randomAccessEvents({ seed: 21, count: 2000, hostile: true });
  const files = deliver(events, seededRandom(21), {
    slotMs: 6 * HOUR_MS,
    duplicates: 0.02,
    late: 0.05,
    broken: 0.02,
    oddFiles: true,
  });
  const logs = join(folder, 'flat');
  beforeAll(() => writeAccessLogs(logs, files));

  async function expectAnswers(logFolder: string, window: Window, paddingMs: number, more = {}): Promise<void> {
    const chosen = inReach(files, window, paddingMs, 1000);
    const ids = ['object-access', 'traffic-by-day'];
    const { rows, coverage } = await audit([logFolder], ids, { selection: { window, filters: {} }, ...more });
    expect(coverage).toMatchObject({
      ...expectedAccessCoverage(chosen, { window: asText(window) }),
      skippedFiles: files.length - chosen.length,
    });
    for (const id of ids) {
      const expected = expectedAnswers['access-logs'][id]?.(eventsOf(chosen), { window: asText(window) });
      expect({ [id]: rows[id] }).toEqual({ [id]: expected });
    }
  }

  test.each(WINDOWS)('for %s are opened within two days, and answered from', async (_, window) => {
    await expectAnswers(logs, window, 2 * DAY_MS);
  });

  test.each([0, 1, 12])('are opened within another padding: %d days', async (days) => {
    await expectAnswers(logs, FIRST_WINDOW, days * DAY_MS, { deliveryPaddingMs: days * DAY_MS });
  });

  test('in partitions are opened just the same', async () => {
    const partitioned = join(folder, 'partitioned');
    writeAccessLogs(partitioned, files, { layout: 'partitioned' });
    await expectAnswers(partitioned, FIRST_WINDOW, 2 * DAY_MS);
  });

  test('are found with every late event when the padding is long enough', async () => {
    const { rows } = await audit([logs], ['top-requests'], {
      selection: { window: FIRST_WINDOW, filters: {} },
      deliveryPaddingMs: 12 * DAY_MS,
    });
    const expected = expectedAnswers['access-logs']['top-requests']?.(events, { window: asText(FIRST_WINDOW) });
    expect(rows['top-requests']).toEqual(expected);
  });
});

test.each(WINDOWS)('CloudTrail for %s opens the files within an hour', async (name, window) => {
  const events = randomTrailEvents({ seed: 22, count: 1000, hostile: true });
  const files = deliverTrail(events, seededRandom(22), { duplicates: 0.02, broken: 0.01, plain: 0.3 });
  const logs = join(folder, `trail ${name}`);
  writeTrail(logs, files);
  const distractors = writeTrailDistractors(logs, files[0] as TrailFile);
  const chosen = inReach(files, window, HOUR_MS, 15 * 60_000);
  const { rows, coverage } = await audit([logs], ['object-access', 'top-requests'], {
    selection: { window, filters: {} },
  });
  expect(coverage).toMatchObject({
    ...expectedTrailCoverage(chosen, { window: asText(window) }),
    skippedFiles: files.length - chosen.length + distractors.length,
  });
  const kept = chosen.flatMap(({ entries }) =>
    entries.flatMap((entry) => (entry.kind === 'event' ? [entry.event] : [])),
  );
  for (const id of ['object-access', 'top-requests']) {
    expect({ [id]: rows[id] }).toEqual({ [id]: expectedAnswers.cloudtrail[id]?.(kept, { window: asText(window) }) });
  }
});

describe('every line and record of no known form has its place', () => {
  const byPlace = (a: readonly [string, number, string], b: readonly [string, number, string]) =>
    a[0] === b[0] ? a[1] - b[1] : a[0] < b[0] ? -1 : 1;

  function placesOf(file: AccessLogFile, name: string): [string, number, string][] {
    const places: [string, number, string][] = [];
    let number = 1;
    for (const entry of file.entries) {
      const texts = entry.kind === 'broken' ? entry.text.split('\r') : [];
      places.push(...texts.map((text, index): [string, number, string] => [name, number + index, text]));
      number += Math.max(1, texts.length);
    }
    return places;
  }

  test.each([
    ['plain', {}],
    ['gzip', { gzip: true }],
  ])('in access logs, %s', async (kind, layout) => {
    const events = randomAccessEvents({ seed: 23, count: 1500, hostile: true });
    const files = deliver(events, seededRandom(23), {
      slotMs: 12 * HOUR_MS,
      broken: 0.03,
      blank: 0.03,
      bareCarriageReturn: true,
      oddFiles: true,
    });
    const logs = join(folder, `places ${kind}`);
    writeAccessLogs(logs, files, layout);
    const { unparsed } = await audit([logs], ['deletions']);
    const found = unparsed.map(({ file, number, text }) => [file.slice(logs.length + 1), number, text] as const);
    expect([...found].sort(byPlace)).toEqual(
      files.flatMap((file) => placesOf(file, accessLogName(file, layout))).sort(byPlace),
    );
  });

  test('in CloudTrail', async () => {
    const files = deliverTrail(randomTrailEvents({ seed: 24, count: 1000, hostile: true }), seededRandom(24), {
      broken: 0.03,
      plain: 0.5,
      slotMs: 24 * HOUR_MS,
    });
    const logs = join(folder, 'places trail');
    writeTrail(logs, files);
    const { unparsed } = await audit([logs], ['deletions']);
    const found = unparsed.map(({ file, number, text }) => [file.slice(logs.length + 1), number, text] as const);
    const places = files.flatMap((file) =>
      file.entries.flatMap((entry, index) =>
        entry.kind === 'broken' ? [[trailName(file), index + 1, entry.json] as const] : [],
      ),
    );
    expect([...found].sort(byPlace)).toEqual([...places].sort(byPlace));
  });
});
