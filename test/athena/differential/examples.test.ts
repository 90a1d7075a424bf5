import { loadCatalogue } from '../../../lib/analyses/catalogue';
import { accessStoryEvents, accessStoryFiles, storyWindow, trailStoryEvents, trailStoryFiles } from '../../generator';
import { AthenaOnTrino } from '../athena-on-trino';
import { ACCESS_MODES } from './access-modes';
import { Comparison } from './comparison';
import { accessLogCorpus, type Corpus, trailCorpus } from './corpus';
import { questions } from './question';

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
  beforeAll(() => {
    corpus = corpora[logType]();
    comparison = new Comparison(athena, catalogue, corpus);
  });
  afterAll(() => corpus.remove());

  describe.each(ACCESS_MODES[logType])('$name', (mode) => {
    describe.each(questions(catalogue, logType, window))('$name', (question) => {
      test.each(question.analysisIds)('have the same answer to %s on Athena and on the laptop', async (id) => {
        expect(await comparison.difference(id, question, mode)).toBeUndefined();
      });
    });
  });
});
