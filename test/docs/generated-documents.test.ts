import { renderAnalysesDocument, renderAnalysisTables, renderFilterTable } from './analyses-document';
import { renderAthenaDocument } from './athena-document';
import { renderCliDocument } from './cli-document';
import { renderColumnsDocument } from './columns-document';
import { renderCosts } from './costs-document';
import { expectDocument, expectSection } from './expect-document';
import { renderFindings } from './findings-document';
import { renderParametersDocument } from './parameters-document';
import { renderServiceSideCalls, renderStepRoles } from './permissions-document';

import { renderPanelTables } from './report-document';
import { renderRollupRoles } from './rollup-permissions';

test.each([
  ['docs/analyses.md', renderAnalysesDocument],
  ['docs/columns.md', renderColumnsDocument],
  ['docs/cli.md', renderCliDocument],
  ['docs/athena.md', renderAthenaDocument],
  ['docs/parameters.md', renderParametersDocument],
])('%s says what the code says; `npm run golden` writes it anew', (path, render) => {
  expectDocument(path, render());
});

test.each([
  ['analyses', renderAnalysisTables],
  ['filters', renderFilterTable],
])('README.md lists all %s; `npm run golden` writes the table anew', (section, render) => {
  expectSection('README.md', section, render());
});

test.each([
  ['step-roles', renderStepRoles],
  ['service-side-calls', renderServiceSideCalls],
  ['rollup-roles', renderRollupRoles],
])('docs/security.md says of %s what the policies say; `npm run golden` writes the section anew', (section, render) => {
  expectSection('docs/security.md', section, render());
});

test('docs/deploy.md says what runs cost as their mails do; `npm run golden` writes the table anew', () => {
  expectSection('docs/deploy.md', 'costs', renderCosts());
});

test('docs/report.md lists all panels; `npm run golden` writes the tables anew', () => {
  expectSection('docs/report.md', 'panels', renderPanelTables());
});

test('docs/logging.md lists all findings; `npm run golden` writes the table anew', () => {
  expectSection('docs/logging.md', 'findings', renderFindings());
});
