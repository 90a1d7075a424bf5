import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { diskFailure } from '../log-store/disk-failure';
import { AuditError } from '../shared/errors';
import { FolderRollupStore } from './folder-rollup-store';
import type { Amount } from './plan-rollup';
import { rollUpPeriod } from './roll-up-period';
import type { RollupJob } from './rollup-job';
import { SourceList } from './source-list';
import { STOP, type ThreadEnd, type ThreadJob, type ThreadMessage, type ThreadRequest } from './thread-messages';

// what runs in a thread of `PeriodThreads`: one period at a time

/** Progress is told after so many sources. */
const TOLD_AT_ONCE = 256;

const port = parentPort as MessagePort;
const job = toJob(workerData as ThreadJob);
let controller = new AbortController();

port.on('message', async (message: ThreadRequest | typeof STOP) => {
  if (message === STOP) {
    controller.abort();
    return;
  }
  controller = new AbortController();
  tell(await work(message, controller.signal));
});

function toJob({ source, destination, level, format }: ThreadJob): RollupJob {
  return {
    source: new FolderRollupStore(source),
    destination: new FolderRollupStore(destination),
    level,
    by: 'delivery-time',
    format,
  };
}

async function work({ place, period, sources, ...options }: ThreadRequest, signal: AbortSignal): Promise<ThreadEnd> {
  let read = { objects: 0, bytes: 0 };
  const tellRead = () => {
    tell(read);
    read = { objects: 0, bytes: 0 };
  };
  try {
    const onRead = ({ objects, bytes }: Amount) => {
      read = { objects: read.objects + objects, bytes: read.bytes + bytes };
      if (read.objects >= TOLD_AT_ONCE) tellRead();
    };
    const planned = { place, period, sources: SourceList.from(sources) };
    const { held: _, ...outcome } = await rollUpPeriod(job, planned, { ...options, signal, onRead });
    return { outcome };
  } catch (thrown) {
    const error = diskFailure(thrown) ?? thrown;
    if (error instanceof AuditError) return { failure: { code: error.code, message: error.message } };
    if (signal.aborted) return { stopped: true };
    // a bug, which ends the thread and is told where it is waited for
    throw error;
  } finally {
    tellRead();
  }
}

function tell(message: ThreadMessage): void {
  port.postMessage(message);
}
