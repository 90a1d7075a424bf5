import { renderAnalysesDocument, renderAnalysisTables, renderFilterTable } from './analyses-document';
import { renderAthenaDocument } from './athena-document';
import { renderCliDocument } from './cli-document';
import { renderColumnsDocument } from './columns-document';
import { expectDocument, expectSection } from './expect-document';

test.each([
  ['docs/analyses.md', renderAnalysesDocument],
  ['docs/columns.md', renderColumnsDocument],
  ['docs/cli.md', renderCliDocument],
  ['docs/athena.md', renderAthenaDocument],
])('%s says what the code says; `npm run golden` writes it anew', (path, render) => {
  expectDocument(path, render());
});

test.each([
  ['analyses', renderAnalysisTables],
  ['filters', renderFilterTable],
])('README.md lists all %s; `npm run golden` writes the table anew', (section, render) => {
  expectSection('README.md', section, render());
});
