import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCatalogue } from '../../lib/analyses/catalogue';
import {
  accessStoryEvents,
  accessStoryFiles,
  expectedAccessCoverage,
  expectedAnswers,
  expectedTrailCoverage,
  storyWindow,
  trailStoryEvents,
  trailStoryFiles,
  writeAccessLogs,
  writeTrail,
} from '../generator';
import { audit } from '../helpers/local-audit';

const window = { from: new Date(storyWindow.from), to: new Date(storyWindow.to) };
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'answers-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  ['flat', { layout: 'flat' as const }],
  ['partitioned by delivery time', { layout: 'partitioned' as const, dateSource: 'delivery' as const }],
  ['flat, gzip', { layout: 'flat' as const, gzip: true }],
])('access logs, %s', (name, layout) => {
  const ids = Object.keys(expectedAnswers['access-logs']);

  test('answer every analysis as the events say', async () => {
    const logs = join(folder, `access-${name}`);
    writeAccessLogs(logs, accessStoryFiles(), layout);
    const { rows } = await audit([logs], ids);
    for (const id of ids)
      expect({ [id]: rows[id] }).toEqual({ [id]: expectedAnswers['access-logs'][id]?.(accessStoryEvents()) });
  });

  test('answer every analysis within a window', async () => {
    const logs = join(folder, `access-${name}`);
    writeAccessLogs(logs, accessStoryFiles(), layout);
    const { rows } = await audit([logs], ids, { selection: { window, filters: {} } });
    for (const id of ids) {
      expect({ [id]: rows[id] }).toEqual({
        [id]: expectedAnswers['access-logs'][id]?.(accessStoryEvents(), { window: storyWindow }),
      });
    }
  });
});

test('every analysis has an expected answer', () => {
  const { analyses } = loadCatalogue();
  const expected = Object.entries(expectedAnswers).flatMap(([logType, answers]) =>
    Object.keys(answers).map((id) => `${logType}/${id}`),
  );
  expect(analyses.map(({ logType, id }) => `${logType}/${id}`).sort()).toEqual(expected.sort());
});

test('the coverage of access logs is what the files hold', async () => {
  const { coverage } = await audit(['examples/access-logs'], ['deletions']);
  expect(coverage).toMatchObject(expectedAccessCoverage(accessStoryFiles()));
});

describe.each([
  ['single account', {}],
  ['organization', { organization: 'o-exampleorg' }],
])('CloudTrail, %s trail', (name, layout) => {
  const ids = Object.keys(expectedAnswers.cloudtrail);

  test.each([
    ['without a window', {}],
    ['within a window', { window: storyWindow }],
  ])('answers every analysis %s', async (_, options) => {
    const logs = join(folder, `trail-${name}`);
    writeTrail(logs, trailStoryFiles(), layout);
    const selection = { window: 'window' in options ? window : {}, filters: {} };
    const { rows } = await audit([logs], ids, { selection });
    for (const id of ids)
      expect({ [id]: rows[id] }).toEqual({ [id]: expectedAnswers.cloudtrail[id]?.(trailStoryEvents(), options) });
  });
});

test('the coverage of CloudTrail is what the files hold', async () => {
  const { coverage } = await audit(['examples/cloudtrail'], ['deletions']);
  expect(coverage).toMatchObject(expectedTrailCoverage(trailStoryFiles()));
});
