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
import { inTurn } from './in-turn';
import { filtered } from './question';

/** Each filter is asked with every third analysis, another third each time; a filter is the same text in all of them. */
const THIRDS = 3;

const catalogue = loadCatalogue();
const accessEvents = randomAccessEvents({ seed: 31, count: 3000, hostile: true });
const trailEvents = randomTrailEvents({ seed: 32, count: 3000, hostile: true });
let athena: AthenaOnTrino;

beforeAll(async () => {
  athena = await AthenaOnTrino.start();
});
afterAll(() => athena.stop());

const tidy = { slotMs: DAY_MS, duplicates: 0.02 };
const corpora: Readonly<Record<LogTypeId, () => Corpus>> = {
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
  beforeAll(() => {
    corpus = corpora[logType]();
    comparison = new Comparison(athena, catalogue, corpus);
  });
  afterAll(() => corpus.remove());

  const ids = catalogue.ofLogType(logType).map(({ id }) => id);
  const questions = cases[logType].map(([name, values, filter], turn) =>
    filtered(
      `--${name} ${values.join(' ')}`,
      { [name]: values },
      filter,
      ids.filter((_, index) => index % THIRDS === turn % THIRDS),
    ),
  );

  test('are all asked', () => {
    const asked = new Set(cases[logType].map(([name]) => name));
    const known = FILTERS.filter(({ logTypes }) => logTypes.includes(logType));
    expect(known.filter(({ name }) => !asked.has(name))).toEqual([]);
  });

  test.each(inTurn(questions, ACCESS_MODES[logType], 'mode'))(
    'mean the same on Athena, $mode.name, and on the laptop: $name',
    async ({ mode, ...question }) => {
      for (const id of question.analysisIds) {
        expect({ [id]: await comparison.difference(id, question, mode) }).toEqual({ [id]: undefined });
      }
    },
  );
});
