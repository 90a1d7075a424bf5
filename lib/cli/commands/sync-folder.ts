import { parseS3Address } from '../../log-store/s3-address';
import { openBucket } from '../../log-store/s3-client';
import { syncLogs } from '../../log-store/sync/sync-logs';
import type { SyncStep } from '../../log-store/sync/sync-plan';
import { SyncTally } from '../../log-store/sync/sync-tally';
import { deliveryPadding } from '../../log-types/key-order';
import { formatCount } from '../../report/terminal/numbers';
import { UsageError } from '../../shared/errors';
import { parseDuration, parseWindow } from '../../shared/utc-dates';
import { confirm } from '../confirm';
import { EXIT } from '../exit-codes';
import { withInterrupt } from '../interrupt';
import { type OutputHost, shown } from '../output-host';
import { type S3Options, toS3Access } from '../s3-options';
import { renderTally, showSyncProgress } from '../sync-tally';

/** Options of `sync`, as commander gives them. */
export interface SyncOptions extends S3Options {
  readonly from?: string;
  readonly to?: string;
  readonly deliveryPadding?: string;
  readonly concurrency: number;
  readonly dryRun?: boolean;
  readonly deleteSource?: boolean;
  readonly yes?: boolean;
  readonly region?: string;
}

/** Makes a folder hold what is at an address. @returns the exit code */
export async function syncFolder(
  text: string,
  folder: string,
  options: SyncOptions,
  host: OutputHost,
): Promise<number> {
  const address = parseS3Address(text, 'the prefix');
  const window = parseWindow(options.from, options.to, new Date());
  const paddingMs =
    options.deliveryPadding === undefined ? undefined : parseDuration(options.deliveryPadding, '--delivery-padding');
  requireConfirmable(options);
  const access = toS3Access(options, options.region, options.concurrency + LISTINGS);
  return withInterrupt(host, async (signal) => {
    if (!(await isAgreed(text, options, signal))) {
      host.tell('nothing was done');
      return EXIT.failed;
    }
    const bucket = await openBucket(address, access, signal);
    const tally = new SyncTally();
    const endProgress = showSyncProgress(host, tally);
    try {
      await syncLogs(
        {
          bucket,
          prefix: address.prefix,
          folder,
          ...(window.from || window.to ? { wanted: { window, padding: deliveryPadding(paddingMs), origins: {} } } : {}),
          concurrency: options.concurrency,
          deleteSource: options.deleteSource === true,
          ...(options.dryRun ? { onDryRun: (step) => showStep(step, bucket.name, options, host) } : {}),
        },
        tally,
      );
    } finally {
      endProgress();
      bucket.close();
    }
    return tellResult(tally, text, options, host);
  });
}

/** Listings run beside the downloads. */
const LISTINGS = 8;

function requireConfirmable({ deleteSource, yes, dryRun }: SyncOptions): void {
  if (!deleteSource || yes || dryRun || process.stdin.isTTY === true) return;
  throw new UsageError(
    'INVALID_OPTION',
    '--delete-source asks before it deletes, and there is nobody to ask; add --yes to agree beforehand',
  );
}

async function isAgreed(
  address: string,
  { deleteSource, yes, dryRun }: SyncOptions,
  signal: AbortSignal,
): Promise<boolean> {
  if (!deleteSource || yes || dryRun) return true;
  return confirm(`Delete the objects of ${shown(address)} from S3 when their copies have been checked?`, signal);
}

async function showStep(step: SyncStep, bucket: string, options: SyncOptions, host: OutputHost): Promise<void> {
  const address = shown(`s3://${bucket}/${step.object.key}`);
  if (step.kind === 'download' || step.kind === 'compare') {
    await host.write(`download ${address} (${formatCount(step.object.bytes, 'byte')}) to ${shown(step.file)}\n`);
  }
  if (options.deleteSource && step.kind !== 'skip') await host.write(`delete ${address}\n`);
}

function tellResult(tally: SyncTally, address: string, options: SyncOptions, host: OutputHost): number {
  for (const line of renderTally(tally, shown(address), options.dryRun === true, host.style)) host.tell(line);
  return tally.failed > 0 || tally.archived > 0 ? EXIT.incomplete : EXIT.done;
}
