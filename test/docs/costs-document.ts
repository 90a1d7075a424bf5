import { renderCost } from '../../lib/workflow/audit-run/estimate-cost';
import { table } from './markdown';

const MB = 1e6;
const TB = 1e12;

const CASES = [
  { title: 'a week of a quiet bucket', objects: 3000, bytes: 30 * MB, analyses: 2 },
  { title: 'a month of a busy bucket', objects: 300_000, bytes: 60_000 * MB, analyses: 2 },
  { title: 'a million log objects', objects: 1_000_000, bytes: 200_000 * MB, analyses: 5 },
  { title: 'a TB in few objects', objects: 20_000, bytes: TB, analyses: 1 },
];

/** What runs cost, as their start mails would say it. */
export function renderCosts(): string {
  const rows = CASES.map(({ title, objects, bytes, analyses }) => [
    `${title}, ${analyses} ${analyses === 1 ? 'analysis' : 'analyses'}`,
    // the coverage query is one more
    renderCost(objects, bytes, analyses + 1, objects),
    renderCost(objects, bytes, analyses + 1, 0),
  ]);
  return `\n${table(['Run', 'With a copy', 'In place'], rows)}\n`;
}
