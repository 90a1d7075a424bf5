import { loadCatalogue } from '../../../lib/analyses/catalogue';
import { FILTERS } from '../../../lib/analyses/filters';
import type { LogTypeId } from '../../../lib/log-types/log-type';
import { DAY_MS } from '../../../lib/shared/utc-dates';
import { deliver, deliverTrail, randomAccessEvents, randomTrailEvents, seededRandom } from '../../generator';
import { accessFilterCases, type FilterCase, trailFilterCases } from '../../helpers/filter-cases';
import { AthenaOnTrino } from '../athena-on-trino';
import { ACCESS_MODES } from './access-modes';
import { Comparison } from './comparison';
import { accessLogCorpus, type Corpus, trailCorpus } from './corpus';
import { filtered } from './question';

/** Each filter is asked with every fourth analysis, others each time: it is the same text in all of them. */
const PARTS = 4;

const catalogue = loadCatalogue();
const accessEvents = randomAccessEvents({ seed: 31, count: 3000, hostile: true });
const trailEvents = randomTrailEvents({ seed: 32, count: 3000, hostile: true });
let athena: AthenaOnTrino;

beforeAll(async () => {
  athena = await AthenaOnTrino.start();
});
afterAll(() => athena.stop());

const tidy = { slotMs: DAY_MS, duplicates: 0.02 };
const corpora: Readonly<Record<LogTypeId, () => Corpus | Promise<Corpus>>> = {
  'access-logs': () =>
    accessLogCorpus(athena.aws, 'filtered', accessEvents, deliver(accessEvents, seededRandom(31), tidy)),
  cloudtrail: () =>
    trailCorpus(athena.aws, 'filteredtrail', trailEvents, deliverTrail(trailEvents, seededRandom(32), tidy)),
};

/** What people paste and forgers try; nothing of it may become SQL. */
const HOSTILE: readonly FilterCase<{ readonly key: string | null }>[] = [
  ['key', ["x' or 1=1 --"], () => false],
  ['key', ['?', '%', "it's"], ({ key }) => key === "it's"],
  ['key-prefix', ["it's", '100%', 'a_b'], ({ key }) => /^(it's|100%|a_b)/.test(key ?? '')],
];
const cases: Readonly<Record<LogTypeId, readonly FilterCase<never>[]>> = {
  'access-logs': [...accessFilterCases(accessEvents), ...HOSTILE] as readonly FilterCase<never>[],
  cloudtrail: [...trailFilterCases(trailEvents), ...HOSTILE] as readonly FilterCase<never>[],
};

describe.each(['access-logs', 'cloudtrail'] as const)('filters of %s', (logType) => {
  let corpus: Corpus;
  let comparison: Comparison;
  beforeAll(async () => {
    corpus = await corpora[logType]();
    comparison = new Comparison(athena, catalogue, corpus);
  });
  afterAll(() => corpus.remove());

  const ids = catalogue.ofLogType(logType).map(({ id }) => id);
  const questions = cases[logType].map(([name, values, filter], turn) =>
    filtered(
      `--${name} ${values.join(' ')}`,
      { [name]: values },
      filter,
      ids.filter((_, index) => index % PARTS === turn % PARTS),
    ),
  );

  test('are all asked', () => {
    const asked = new Set(cases[logType].map(([name]) => name));
    const known = FILTERS.filter(({ logTypes }) => logTypes.includes(logType));
    expect(known.filter(({ name }) => !asked.has(name))).toEqual([]);
  });

  test.each(questions)('mean the same on Athena and on the laptop: $name', async (question) => {
    expect(await comparison.differences(question, ACCESS_MODES[logType])).toEqual({});
  });
});
