import { loadCatalogue } from '../../../lib/analyses/catalogue';
import { accessStoryEvents, accessStoryFiles, storyWindow, trailStoryEvents, trailStoryFiles } from '../../generator';
import { AthenaOnTrino } from '../athena-on-trino';
import { ACCESS_MODES } from './access-modes';
import { Comparison } from './comparison';
import { accessLogCorpus, type Corpus, trailCorpus } from './corpus';
import { type Question, questions } from './question';

const catalogue = loadCatalogue();
const window = { from: new Date(storyWindow.from), to: new Date(storyWindow.to) };
let athena: AthenaOnTrino;

beforeAll(async () => {
  athena = await AthenaOnTrino.start();
});
afterAll(() => athena.stop());

const corpora = {
  'access-logs': () => accessLogCorpus(athena.aws, 'story', accessStoryEvents(), accessStoryFiles()),
  cloudtrail: () => trailCorpus(athena.aws, 'trail', trailStoryEvents(), trailStoryFiles()),
};

describe.each(['access-logs', 'cloudtrail'] as const)('the examples of %s', (logType) => {
  let corpus: Corpus;
  let comparison: Comparison;
  beforeAll(async () => {
    corpus = await corpora[logType]();
    comparison = new Comparison(athena, catalogue, corpus);
  });
  afterAll(() => corpus.remove());

  const [everything, ...narrowed] = questions(catalogue, logType, window) as readonly [Question, ...Question[]];

  test.each(ACCESS_MODES[logType])('have the same answers on Athena and on the laptop, $name', async (mode) => {
    expect(await comparison.differences(everything, [mode])).toEqual({});
  });

  test.each(narrowed)('have the same answers $name on Athena and on the laptop', async (question) => {
    expect(await comparison.differences(question, ACCESS_MODES[logType])).toEqual({});
  });
});
