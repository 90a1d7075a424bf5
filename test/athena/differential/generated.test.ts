import { loadCatalogue } from '../../../lib/analyses/catalogue';
import type { LogTypeId } from '../../../lib/log-types/log-type';
import { HOUR_MS } from '../../../lib/shared/utc-dates';
import {
  deliver,
  deliverTrail,
  eventsOf,
  expectedAccessCoverage,
  randomAccessEvents,
  randomTrailEvents,
  seededRandom,
} from '../../generator';
import { AthenaOnTrino } from '../athena-on-trino';
import { ACCESS_MODES } from './access-modes';
import { Comparison } from './comparison';
import { accessLogCorpus, type Corpus, trailCorpus } from './corpus';
import { type Question, questions } from './question';

/** Lines of access logs; records of CloudTrail are a fifth of it. */
const LINES = 50_000;
const SEED = 20_260_203;

const catalogue = loadCatalogue();
const window = { from: new Date('2026-02-03T00:00:00Z'), to: new Date('2026-02-05T00:00:00Z') };
let athena: AthenaOnTrino;

beforeAll(async () => {
  athena = await AthenaOnTrino.start();
});
afterAll(() => athena.stop());

/** Every era and operation, quotes and escapes, broken and blank lines, odd files, late and double deliveries. */
function hostileAccessLogs(): Promise<Corpus> {
  const events = randomAccessEvents({ seed: SEED, count: LINES, hostile: true });
  const files = deliver(events, seededRandom(SEED), {
    slotMs: 6 * HOUR_MS,
    duplicates: 0.02,
    late: 0.02,
    broken: 0.01,
    blank: 0.01,
    bareCarriageReturn: true,
    oddFiles: true,
  });
  expect(expectedAccessCoverage(files).lines).toBeGreaterThan(LINES);
  return accessLogCorpus(athena.aws, 'hostile', eventsOf(files), files);
}

function hostileTrail(): Corpus {
  const events = randomTrailEvents({ seed: SEED, count: LINES / 5, hostile: true });
  const files = deliverTrail(events, seededRandom(SEED), {
    slotMs: 6 * HOUR_MS,
    duplicates: 0.02,
    broken: 0.01,
    plain: 0.3,
  });
  return trailCorpus(athena.aws, 'hostiletrail', events, files);
}

/** A window is the same condition in every analysis: a third of them shows it. */
function shortened(question: Question): Question {
  if (!question.selection.window.from) return question;
  return { ...question, analysisIds: question.analysisIds.filter((_, index) => index % 3 === 0) };
}

const corpora: Readonly<Record<LogTypeId, () => Corpus | Promise<Corpus>>> = {
  'access-logs': hostileAccessLogs,
  cloudtrail: hostileTrail,
};

describe.each(['access-logs', 'cloudtrail'] as const)('many hostile %s', (logType) => {
  let corpus: Corpus;
  let comparison: Comparison;
  beforeAll(async () => {
    corpus = await corpora[logType]();
    comparison = new Comparison(athena, catalogue, corpus);
  });
  afterAll(() => corpus.remove());

  test.each(questions(catalogue, logType, window).map(shortened))(
    'have the same answers $name on Athena and on the laptop',
    async (question) => {
      expect(await comparison.differences(question, ACCESS_MODES[logType])).toEqual({});
    },
  );
});
