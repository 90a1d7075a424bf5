import type { SyncTally } from '../log-store/sync/sync-tally';
import { formatBytes } from '../report/sizes';
import { formatCount } from '../report/terminal/numbers';
import type { Style } from '../report/terminal/style';
import { type OutputHost, shown } from './output-host';
import { showProgressLine } from './progress';

/** Shows how far a sync is, when it takes over a second. @returns a function that ends it */
export function showSyncProgress(host: OutputHost, tally: SyncTally): () => void {
  return showProgressLine(host, (elapsedMs) => syncProgressLine(tally, elapsedMs));
}

/** `1,234 of 5,000 objects downloaded, 12.3 MB, 350 objects/s, 11 s left`. */
export function syncProgressLine(tally: SyncTally, elapsedMs: number): string {
  const { listed, objects, toDownload, downloaded, bytes } = tally;
  const done = downloaded + tally.recognized + tally.failed;
  if (toDownload === 0) return `${formatCount(objects, 'object')} listed …`;
  const perSecond = done / (elapsedMs / 1000);
  const total = `${formatCount(toDownload)}${listed ? '' : ' or more'}`;
  const left = listed && perSecond > 0 ? `, ${formatCount(Math.ceil((toDownload - done) / perSecond))} s left` : '';
  return `${formatCount(done)} of ${total} objects downloaded, ${formatBytes(bytes)}, ${formatCount(Math.round(perSecond))} objects/s${left}`;
}

/** What a sync has done, as a few lines for a person; without line ends. `address` must be escaped before. */
export function renderTally(tally: SyncTally, address: string, isDryRun: boolean, style: Style): readonly string[] {
  const counts = [
    isDryRun
      ? `${formatCount(tally.toDownload)} to download (${formatBytes(tally.bytesToDownload)})`
      : `${formatCount(tally.downloaded)} downloaded (${formatBytes(tally.bytes)})`,
    tally.unchanged + tally.recognized > 0 && `${formatCount(tally.unchanged + tally.recognized)} were there already`,
    tally.notWanted > 0 && `${formatCount(tally.notWanted)} outside the window or no logs`,
    tally.deleted > 0 && `${formatCount(tally.deleted)} deleted from S3`,
  ].filter((text) => text !== false);
  return [
    `${formatCount(tally.objects, 'object')} in ${address}: ${counts.join(', ')}`,
    ...renderKept(tally, style),
    ...renderFailures(tally, style),
  ];
}

function renderKept({ unproven, changed }: SyncTally, style: Style): readonly string[] {
  const warning = style.yellow('warning:');
  return [
    ...(unproven > 0
      ? [
          `${warning} ${formatCount(unproven, 'object')} not deleted: of the copy only the size could be checked, or it has changed`,
        ]
      : []),
    ...(changed > 0 ? [`${warning} ${formatCount(changed, 'object')} not deleted: changed since the download`] : []),
  ];
}

function renderFailures({ archived, failed, failures }: SyncTally, style: Style): readonly string[] {
  const incomplete = style.red('incomplete:');
  const more = failed - failures.length;
  return [
    ...failures.map(({ message }) => `${style.red('failed:')} ${shown(message)}`),
    ...(more > 0 ? [`… and ${formatCount(more, 'more object')}`] : []),
    ...(failed > 0 ? [`${incomplete} ${formatCount(failed, 'object')} could not be downloaded; run it again`] : []),
    ...(archived > 0
      ? [
          `${incomplete} ${formatCount(archived, 'object')} in an archive (S3 Glacier): restore them first, aws s3api restore-object`,
        ]
      : []),
  ];
}
