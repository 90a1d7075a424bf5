import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorName } from '../../lib/shared/errors';
import { REPOSITORY } from './expect-document';
import { codesOfFunctions } from './function-codes';

const runbook = readFileSync(join(REPOSITORY, 'docs/runbook.md'), 'utf8');
const articles = runbook
  .split(/^### /m)
  .slice(1)
  .map((article) => ({
    title: article.slice(0, article.indexOf('\n')),
    text: article.slice(article.indexOf('\n') + 1),
  }));

test('every failure that a mail can name has an article, and every article of that kind a failure', () => {
  const named = articles.map(({ title }) => title).filter((title) => /^(?:[A-Z][a-z]+)+$/.test(title));
  expect([...named].sort()).toEqual(codesOfFunctions().map(errorName).sort());
});

test.each(articles)('$title says what has happened, and what to do in steps', ({ text }) => {
  expect(text).toMatch(/^\n(?:\*\*|.+\*\*)/);
  expect(text).toMatch(/^1\. /m);
});
