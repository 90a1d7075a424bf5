import { formatBytes } from '../sizes';
import { formatCount } from '../terminal/numbers';
import { longPeriod, parsePeriod } from './calendar';
import { cellOf, numberOf, type PanelAnswer, panelOf, type ReportPart } from './report-data';

/** Something that a reader should look at first. Text and, as objects, values out of the logs. */
export interface Finding {
  readonly tone: 'note' | 'warn' | 'bad';
  readonly text: readonly (string | { readonly value: string })[];
  /** The panel that tells more. */
  readonly panel: string;
}

/** From this part of all bytes on, one address or site is worth telling. */
const LARGE_SHARE = 0.2;

type FindingMaker = (part: ReportPart) => Finding | undefined;

/** What stands out in the panels of a report, the gravest first. */
export function findingsOf(part: ReportPart): readonly Finding[] {
  const tones = ['bad', 'warn', 'note'];
  return MAKERS.flatMap((make) => make(part) ?? []).sort((a, b) => tones.indexOf(a.tone) - tones.indexOf(b.tone));
}

const serverErrors: FindingMaker = (part) => {
  const count = totalOf(part, 'errors_5xx');
  if (count === 0) return undefined;
  const worst = largestRow(panelOf(part, 'errors-by-hour'), 'errors_5xx');
  const when = worst ? [`, most of them on ${longPeriod(parsePeriod(String(worst.row[0])), 'hour')} UTC`] : [];
  return {
    tone: 'bad',
    text: [`${formatCount(count, 'request')} failed on the side of S3 (5xx)`, ...when],
    panel: 'errors-by-hour',
  };
};

const deletions: FindingMaker = (part) => {
  const answer = panelOf(part, 'deletions');
  // CloudTrail has no deletions of lifecycle rules, and no column for them
  const byUsers = answer?.rows.filter((row) => (cellOf(answer, row, 'deleted_by') ?? 'user') === 'user') ?? [];
  const [first] = byUsers;
  if (!answer || !first) return undefined;
  const count = byUsers.reduce((sum, row) => sum + numberOf(answer, row, 'requests'), 0);
  const requester = cellOf(answer, first, 'requester');
  return {
    tone: 'warn',
    text: [
      `${formatCount(count, 'deletion request')} of users, most by `,
      requester === null ? 'anonymous callers' : { value: String(requester) },
    ],
    panel: 'deletions',
  };
};

const denials: FindingMaker = (part) => {
  const answer = panelOf(part, 'denials');
  const [first] = answer?.rows ?? [];
  if (!answer || !first) return undefined;
  const requester = cellOf(answer, first, 'requester');
  return {
    tone: 'warn',
    text: [
      `${formatCount(Number(answer.sums.requests ?? 0), 'request')} refused (403), most often from `,
      requester === null ? 'anonymous callers' : { value: String(requester) },
    ],
    panel: 'denials',
  };
};

const anonymous: FindingMaker = (part) => {
  const count = totalOf(part, 'anonymous_requests');
  if (count === 0) return undefined;
  return {
    tone: 'warn',
    text: [`${formatCount(count, 'request')} (${percent(totalOf(part, 'anonymous_share'))}) came without credentials`],
    panel: 'anonymous',
  };
};

const weakAccess: FindingMaker = (part) => {
  const answer = panelOf(part, 'weak-access');
  if (!answer || answer.rows.length === 0) return undefined;
  const counts = new Map<string, number>();
  for (const row of answer.rows) {
    const weakness = String(cellOf(answer, row, 'weakness'));
    counts.set(weakness, (counts.get(weakness) ?? 0) + numberOf(answer, row, 'requests'));
  }
  const list = [...counts].map(([weakness, count]) => `${weakness} (${formatCount(count)})`);
  return { tone: 'warn', text: [`Weak access is still in use: ${list.join(', ')}`], panel: 'weak-access' };
};

const bandwidthHog: FindingMaker = (part) => {
  const answer = panelOf(part, 'bandwidth-hogs');
  const [first] = answer?.rows ?? [];
  if (!answer || !first || answer.rowCount < 2) return undefined;
  const share = numberOf(answer, first, 'share');
  if (share < LARGE_SHARE) return undefined;
  return {
    tone: 'note',
    text: [
      'One address, ',
      { value: String(first[0]) },
      `, took ${percent(share)} of the bytes (${formatBytes(numberOf(answer, first, answer.panel.order[0]?.split(' ')[0] ?? ''))})`,
    ],
    panel: 'bandwidth-hogs',
  };
};

const hotLinker: FindingMaker = (part) => {
  const answer = panelOf(part, 'hot-links');
  const [first] = answer?.rows ?? [];
  const sent = totalOf(part, 'bytes_sent');
  if (!answer || !first || sent === 0) return undefined;
  const bytes = numberOf(answer, first, 'bytes_sent');
  if (bytes / sent < LARGE_SHARE) return undefined;
  return {
    tone: 'warn',
    text: [
      'Pages of ',
      { value: String(first[0]) },
      ` made us send ${formatBytes(bytes)}, ${percent(bytes / sent)} of all bytes`,
    ],
    panel: 'hot-links',
  };
};

const configChanges: FindingMaker = (part) => {
  const answer = panelOf(part, 'config-changes');
  if (!answer || answer.rowCount === 0) return undefined;
  return {
    tone: 'warn',
    text: [`${formatCount(Number(answer.sums.requests ?? 0), 'change')} of configuration`],
    panel: 'config-changes',
  };
};

const MAKERS: readonly FindingMaker[] = [
  serverErrors,
  deletions,
  configChanges,
  denials,
  anonymous,
  hotLinker,
  bandwidthHog,
  weakAccess,
];

function totalOf(part: ReportPart, column: string): number {
  const summary = panelOf(part, 'summary');
  const [row] = summary?.rows ?? [];
  return summary && row ? numberOf(summary, row, column) : 0;
}

function largestRow(answer: PanelAnswer | undefined, column: string) {
  if (!answer) return undefined;
  return answer.rows
    .map((row) => ({ row, value: numberOf(answer, row, column) }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value)[0];
}

function percent(share: number): string {
  const value = share * 100;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} %`;
}
