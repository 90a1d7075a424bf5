import type { CanonicalView } from '../../lib/analyses/analysis';
import { loadView } from '../../lib/analyses/catalogue';
import { LOG_TYPES } from '../../lib/log-types';
import { LOG_TYPE_IDS } from '../../lib/log-types/log-type';
import { code, GENERATED, plain, table } from './markdown';

/** docs/columns.md: the canonical views, which analyses select from. */
export function renderColumnsDocument(): string {
  return [
    '# Columns of the canonical views',
    GENERATED,
    `An analysis is one SELECT over a view: \`requests\` for S3 server access logs, \`events\` for CloudTrail. The view holds the
rows in the window and filters, each once, typed and decoded. It is the same on DuckDB and on Athena.
How it is made: [architecture.md](architecture.md). How to write an analysis: [CONTRIBUTING.md](../CONTRIBUTING.md).`,
    'A column costs nothing where it is not named. A value that the log does not have is NULL.',
    ...LOG_TYPE_IDS.map((logType) => renderView(loadView(logType))),
  ].join('\n\n');
}

function renderView(view: CanonicalView): string {
  return [
    `## ${code(view.name)}: ${LOG_TYPES[view.logType].title}`,
    table(
      ['Column', 'Type', 'Unit', 'Description'],
      view.layers.flat().flatMap(({ name, type, unit, description }) =>
        // columns without a description only serve other columns
        description === undefined ? [] : [[code(name), type, unit ?? '', plain(description)]],
      ),
    ),
    `Columns of summaries that need no description of their own in \`analysis.yaml\`:`,
    table(
      ['Column', 'Type', 'Description'],
      view.summaryColumns.map(({ name, type, description }) => [code(name), type, plain(description)]),
    ),
    duplicatesOf(view),
  ].join('\n\n');
}

function duplicatesOf({ duplicates }: CanonicalView): string {
  const same = duplicates.same.map(code).join(', ');
  return `Two rows are copies of one when they have the same ${same}. A row without ${code(duplicates.identifiedBy)} is never a copy.\n`;
}
