import { constants } from 'node:os';
import { EXIT } from './exit-codes';
import type { OutputHost } from './output-host';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Lets Ctrl-C (and a request to end) stop the work in order, so that nothing half-written stays behind; a second one ends
 * it at once. @returns the exit code of the work, or the one that shells give to the signal: 130 for Ctrl-C
 */
export async function withInterrupt(host: OutputHost, work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const controller = new AbortController();
  const listeners = SIGNALS.map((name) => [name, () => controller.abort(name)] as const);
  for (const [name, listener] of listeners) process.once(name, listener);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    host.tell('stopped');
    return EXIT.stoppedBySignal + constants.signals[controller.signal.reason as (typeof SIGNALS)[number]];
  } finally {
    for (const [name, listener] of listeners) process.removeListener(name, listener);
  }
}
