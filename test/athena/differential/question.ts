import type { Catalogue } from '../../../lib/analyses/catalogue';
import type { FilterValues } from '../../../lib/analyses/filters';
import type { Selection } from '../../../lib/analyses/selection';
import type { LogTypeId } from '../../../lib/log-types/log-type';
import type { Window } from '../../../lib/shared/utc-dates';
import type { AnswerOptions } from '../../generator';

/** What somebody asks, in the words of the product and in those of the generator. */
export interface Question {
  readonly name: string;
  readonly analysisIds: readonly string[];
  readonly selection: Selection;
  readonly options: AnswerOptions<never>;
}

const ALL: Selection = { window: {}, filters: {} };

/** Every analysis without and within a window, and each of their options. */
export function questions(catalogue: Catalogue, logType: LogTypeId, window: Required<Window>): readonly Question[] {
  const analyses = catalogue.ofLogType(logType);
  const idsOf = (chosen: typeof analyses) => chosen.map(({ id }) => id);
  const choices = [...new Set(analyses.flatMap(({ options }) => options.by?.choices ?? []))] as (
    | 'hour'
    | 'requester'
  )[];
  const ownHosts = ['acme.example', 'www.Example.com'];
  const all: readonly Question[] = [
    { name: 'of all time', analysisIds: idsOf(analyses), selection: ALL, options: {} },
    {
      name: 'within a window',
      analysisIds: idsOf(analyses),
      selection: { window, filters: {} },
      options: { window: { from: window.from.toISOString(), to: window.to.toISOString() } },
    },
    {
      name: '--include-failed',
      analysisIds: idsOf(analyses.filter(({ options }) => options.includeFailed)),
      selection: { ...ALL, includeFailed: true },
      options: { includeFailed: true },
    },
    ...choices.map((by) => ({
      name: `--by ${by}`,
      analysisIds: idsOf(analyses.filter(({ options }) => options.by?.choices.includes(by))),
      selection: { ...ALL, by },
      options: { by },
    })),
    {
      name: '--own-host',
      analysisIds: idsOf(analyses.filter(({ options }) => options.ownHost)),
      selection: { ...ALL, ownHosts },
      options: { ownHosts: ownHosts.map((host) => host.toLowerCase()) },
    },
  ];
  return all.filter(({ analysisIds }) => analysisIds.length > 0);
}

/** A question narrowed by a filter: its values, and what they mean for an event. */
export function filtered(
  name: string,
  filters: FilterValues,
  filter: (event: never) => boolean,
  analysisIds: readonly string[],
): Question {
  return { name, analysisIds, selection: { window: {}, filters }, options: { filter } };
}
