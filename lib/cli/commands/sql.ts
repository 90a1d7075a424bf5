import type { Command } from 'commander';
import type { Analysis } from '../../analyses/analysis';
import { UsageError } from '../../shared/errors';
import { addFilterOptions, collect, type FilterOptions, parseCount, toSelection } from '../filter-options';
import type { OutputHost } from '../output-host';

interface SqlOptions extends FilterOptions {
  readonly table?: string;
  readonly partition?: readonly string[];
  readonly limit?: number;
  readonly queries?: string;
}

const TABLE_NAME = /^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*){0,2}$/;

/** `sql <analysis>`. */
export function addSqlCommand(program: Command, host: OutputHost): void {
  const command = program
    .command('sql')
    .summary('print the Athena SQL of an analysis')
    .description('Prints the SQL of an analysis for Amazon Athena, ready for its console.')
    .argument('<analysis>', "name of an analysis; 's3-log-audit list' shows them")
    .option('--table <name>', 'table of the logs, with its database if you like (default: access_logs or cloudtrail)')
    .option(
      '--partition <column=value>',
      'read only this partition of the table: run, org, account, region or source_bucket; with account, also only the days of --from and --to',
      collect,
    )
    .option('--limit <n>', 'at most so many rows, 0 for all', parseCount)
    .option('--queries <folder>', 'a folder of your own analyses, beside the built-in ones');
  addFilterOptions(command)
    .addHelpText(
      'after',
      '\nExample:\n  $ s3-log-audit sql deletions --table my_database.access_logs --bucket my-bucket --from 2026-02-03 > deletions.sql\n',
    )
    .action(async (id: string, options: SqlOptions) => {
      const { loadOwnCatalogue } =
        require('../../analyses/own-catalogue') as typeof import('../../analyses/own-catalogue');
      const { renderAthenaQuery } = require('../../analyses/render') as typeof import('../../analyses/render');
      const { inlineParameters } = require('../../analyses/sql-value') as typeof import('../../analyses/sql-value');
      const { analysesNamed } =
        require('../../workflow/choose-analyses') as typeof import('../../workflow/choose-analyses');
      const candidates = analysesNamed(loadOwnCatalogue(options.queries), id, options.logType);
      const analysis = candidates[0] as Analysis;
      if (candidates.length > 1) {
        host.tell(`for ${analysis.logType}; add --log-type cloudtrail for the other`);
      }
      const table = options.table ?? (analysis.logType === 'access-logs' ? 'access_logs' : 'cloudtrail');
      if (!TABLE_NAME.test(table)) {
        throw new UsageError(
          'INVALID_OPTION',
          `--table is no table name, got '${table}'; allowed are lower-case letters, digits and _, with database. before it`,
        );
      }
      const { parsePartitions } =
        require('../../analyses/parse-partitions') as typeof import('../../analyses/parse-partitions');
      const selection = toSelection(options, new Date());
      const { sql, parameters } = renderAthenaQuery(
        analysis,
        selection,
        { table, partitions: parsePartitions(options.partition ?? [], selection.window, analysis.logType) },
        options.limit ?? analysis.limit ?? 0,
      );
      await host.write(`-- ${analysis.title}: ${analysis.question}\n${inlineParameters(sql, parameters)}\n`);
    });
}
