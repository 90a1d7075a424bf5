import type { Retrier } from './definition';
import { matches, type StatesError } from './states-error';

/** Attempts so far of each retrier of a state. */
export class Retries {
  private readonly attempts = new Map<Retrier, number>();

  constructor(private readonly retriers: readonly Retrier[]) {}

  /** Milliseconds to wait before the next attempt; undefined when there is none. */
  delayAfter(error: StatesError): number | undefined {
    const retrier = this.retriers.find(({ ErrorEquals }) => matches(ErrorEquals, error));
    if (!retrier) return undefined;
    const attempt = this.attempts.get(retrier) ?? 0;
    if (attempt >= retrier.MaxAttempts) return undefined;
    this.attempts.set(retrier, attempt + 1);
    const seconds = retrier.IntervalSeconds * retrier.BackoffRate ** attempt;
    const limited = Math.min(seconds, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
    return limited * 1000 * (retrier.JitterStrategy === 'FULL' ? Math.random() : 1);
  }
}
