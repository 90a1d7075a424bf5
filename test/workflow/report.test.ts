import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReportData } from '../../lib/report/traffic/report-data';
import {
  accessStoryEvents,
  accessStoryFiles,
  deliver,
  deliverTrail,
  eventsOf,
  expectedAccessCoverage,
  expectedReports,
  randomAccessEvents,
  randomTrailEvents,
  seededRandom,
  storyWindow,
  trailStoryEvents,
  writeAccessLogs,
  writeTrail,
} from '../generator';
import { accessFilterCases, trailFilterCases } from '../helpers/filter-cases';
import { makeReport, panelRows } from '../helpers/local-report';
import { linesOf, requests, withFiles } from '../helpers/log-folder';

const ACCESS_LOGS = 'examples/access-logs';
const TRAIL = 'examples/cloudtrail';
const window = { from: new Date(storyWindow.from), to: new Date(storyWindow.to) };
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Expected = Readonly<Record<string, readonly object[]>>;

function expectPanels({ parts }: ReportData, expected: Expected, index = 0): void {
  const rows = panelRows(parts[index] as ReportData['parts'][number]);
  expect(Object.keys(rows).sort()).toEqual(Object.keys(expected).sort());
  // one by one, because a difference in one of them would drown in all of them
  for (const id of Object.keys(expected)) expect({ [id]: rows[id] }).toEqual({ [id]: expected[id] });
}

describe('a report on access logs', () => {
  test('says in every panel what the events say', async () => {
    const data = await makeReport([ACCESS_LOGS]);
    expect(data.period).toBe('day');
    expectPanels(data, expectedReports['access-logs'](accessStoryEvents()));
    expect(data.coverage).toMatchObject(expectedAccessCoverage(accessStoryFiles()));
  });

  test('keeps to its window, and shows hours when that is short', async () => {
    const to = new Date(window.from.getTime() + 2 * 86_400_000);
    const data = await makeReport([ACCESS_LOGS], {
      selection: { window: { ...window, to }, filters: {} },
      deliveryPaddingMs: 9 * 86_400_000,
    });
    expect(data.period).toBe('hour');
    const options = { window: { ...storyWindow, to: to.toISOString() }, period: 'hour' as const };
    expectPanels(data, expectedReports['access-logs'](accessStoryEvents(), options));
  });

  test.each([
    [
      ['b/x/1', 'b/x/2', 'b/x/3', 'b/x/4', 'b/x/5', 'b/x/6', 'c/1', 'c/2', 'c/y/3', 'c/y/4'],
      [
        ['a/b/', 6],
        ['a/c/', 4],
      ],
    ],
    [
      ['b/c/1', 'b/c/2', 'b/c/d/1', 'b/c/d/2', 'b/c/d/e/3'],
      [
        ['a/b/c/d/', 3],
        ['a/b/c/', 2],
      ],
    ],
  ])('goes into folders as deep as divides the requests best when one has most of them: %j', async (keys, wanted) => {
    const events = requests(keys.length, (index) => ({ key: `a/${keys[index]}` }));
    await withFiles({ '2026-02-03-11-00-00-0000000000000001': `${linesOf(events).join('\n')}\n` }, async (logs) => {
      const { parts, period } = await makeReport([logs]);
      const { folders } = panelRows(parts[0] as (typeof parts)[number]);
      expect(folders?.map(({ folder, requests: count }) => [folder, count])).toEqual(wanted);
      expectPanels({ parts } as ReportData, expectedReports['access-logs'](events, { period }));
    });
  });

  test('leaves own hosts out of the hot links, and nothing else', async () => {
    const ownHosts = ['acme.example'];
    const data = await makeReport([ACCESS_LOGS], { selection: { window: {}, filters: {}, ownHosts } });
    expectPanels(data, expectedReports['access-logs'](accessStoryEvents(), { ownHosts }));
    expect(data.filters).toEqual({ 'own-host': ownHosts });
  });

  test('puts addresses of one network together when it shows them without their last part', async () => {
    const data = await makeReport([ACCESS_LOGS], { maskAddresses: true });
    expectPanels(data, expectedReports['access-logs'](accessStoryEvents(), { masked: true }));
  });

  test.each([
    ['plain', {}],
    ['gzip', { gzip: true }],
  ])('counts hostile lines of every era, copies and late ones right, %s', async (name, layout) => {
    const events = randomAccessEvents({ seed: 21, count: 6000, hostile: true });
    const files = deliver(events, seededRandom(21), {
      duplicates: 0.02,
      late: 0.02,
      broken: 0.01,
      blank: 0.01,
      bareCarriageReturn: true,
      oddFiles: true,
    });
    const logs = join(folder, name);
    writeAccessLogs(logs, files, layout);
    const delivered = [...new Set(eventsOf(files))];
    for (const maskAddresses of [false, true]) {
      const data = await makeReport([logs], { maskAddresses });
      expectPanels(data, expectedReports['access-logs'](delivered, { period: data.period, masked: maskAddresses }));
      expect(data.coverage).toMatchObject({ ...expectedAccessCoverage(files), unreadable: [] });
    }
  });
});

describe('a report on CloudTrail', () => {
  test.each([
    ['without a window', {}],
    ['within a window', { window: storyWindow }],
  ])('says in every panel what the events say, %s', async (_, options) => {
    const selection = { window: 'window' in options ? window : {}, filters: {} };
    const data = await makeReport([TRAIL], { selection });
    expectPanels(data, expectedReports.cloudtrail(trailStoryEvents(), { ...options, period: data.period }));
  });

  test('counts hostile events, copies and calls that two accounts saw right', async () => {
    const events = randomTrailEvents({ seed: 22, count: 3000, hostile: true });
    const logs = join(folder, 'trail');
    writeTrail(logs, deliverTrail(events, seededRandom(22), { duplicates: 0.02, plain: 0.5 }), {});
    for (const maskAddresses of [false, true]) {
      const data = await makeReport([logs], { maskAddresses });
      expectPanels(data, expectedReports.cloudtrail(events, { period: data.period, masked: maskAddresses }));
    }
  });
});

describe('filters narrow a whole report', () => {
  const accessEvents = randomAccessEvents({ seed: 11, count: 2500, hostile: true });
  const trailEvents = randomTrailEvents({ seed: 12, count: 2500, hostile: true });
  let accessLogs: string;
  let trail: string;

  beforeAll(() => {
    accessLogs = join(folder, 'filtered-access');
    trail = join(folder, 'filtered-trail');
    writeAccessLogs(accessLogs, deliver(accessEvents, seededRandom(11), { duplicates: 0.02 }), {});
    writeTrail(trail, deliverTrail(trailEvents, seededRandom(12), { duplicates: 0.02, plain: 1 }), {});
  });

  test.each(accessFilterCases(accessEvents))('--%s %j of access logs', async (name, values, filter) => {
    const data = await makeReport([accessLogs], { selection: { window: {}, filters: { [name]: values } } });
    expectPanels(data, expectedReports['access-logs'](accessEvents, { filter, period: data.period }));
  });

  test.each(trailFilterCases(trailEvents))('--%s %j of CloudTrail', async (name, values, filter) => {
    const data = await makeReport([trail], { selection: { window: {}, filters: { [name]: values } } });
    expectPanels(data, expectedReports.cloudtrail(trailEvents, { filter, period: data.period }));
  });
});
