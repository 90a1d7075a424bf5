import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { fetchPositionsAfter, type RunPosition, waitsForReader } from './run-position';

export interface WaitServices {
  readonly sfn: SFNClient;
  readonly sleep: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
  /** Told every state that the run enters. */
  readonly onPosition: (position: RunPosition) => void;
}

const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 15_000;

/** Waits until a run has ended, or until nothing but its mail is missing, which may take two days. */
export async function waitForRun(executionArn: string, services: WaitServices): Promise<void> {
  const { sfn, sleep, signal, onPosition } = services;
  let seen = 0;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.3)) {
    signal.throwIfAborted();
    const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    const { positions, eventId } = await fetchPositionsAfter(sfn, executionArn, seen);
    for (const position of positions) onPosition(position);
    seen = eventId;
    const latest = positions.at(-1);
    if (status !== 'RUNNING' || (latest && waitsForReader(latest))) return;
    await sleep(pauseMs);
  }
}
