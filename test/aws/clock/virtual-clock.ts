interface Timer {
  readonly dueMs: number;
  readonly fire: () => void;
}

/**
 * Time of the local AWS. It runs with the real one, and jumps over waiting: while nothing works and somebody sleeps, it is
 * set to the moment at which the first sleeper wakes. So a wait of 47 hours takes a millisecond, and everybody still sees
 * the times in between.
 */
export class VirtualClock {
  private offsetMs = 0;
  private working = 0;
  private paused = false;
  private stopped = false;
  private readonly sleepers = new Set<Timer>();
  /** Wake only when a test moves the time on, such as schedules, which would never end otherwise. */
  private readonly appointments = new Set<Timer>();
  private looking: NodeJS.Immediate | undefined;

  constructor(start?: Date) {
    if (start) this.offsetMs = start.getTime() - Date.now();
  }

  now(): Date {
    return new Date(this.nowMs());
  }

  /** Between the real time and this one; for processes that have to shift their own. */
  get shiftMs(): number {
    return this.offsetMs;
  }

  /** Sleeps without taking time when nobody works. Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((done, fail) => {
      signal?.throwIfAborted();
      const timer: Timer = { dueMs: this.nowMs() + ms, fire: wake };
      const abort = () => {
        this.sleepers.delete(timer);
        fail(signal?.reason);
      };
      function wake() {
        signal?.removeEventListener('abort', abort);
        done();
      }
      signal?.addEventListener('abort', abort);
      this.sleepers.add(timer);
      this.look();
    });
  }

  /** Runs something that takes real time: no jumps meanwhile. */
  async work<T>(task: () => Promise<T>): Promise<T> {
    this.working++;
    try {
      return await task();
    } finally {
      this.working--;
      this.look();
    }
  }

  /** Calls back when a test has moved the time to that moment. The function given back calls it off. */
  at(moment: Date, call: () => void): () => void {
    const timer = { dueMs: moment.getTime(), fire: call };
    this.appointments.add(timer);
    return () => void this.appointments.delete(timer);
  }

  /** Moves the time on; whoever wakes meanwhile wakes at his own time and in turn. */
  async advance(ms: number): Promise<void> {
    const endMs = this.nowMs() + ms;
    for (;;) {
      await this.quiet();
      const next = earliest([...this.sleepers, ...this.appointments]);
      if (!next || next.dueMs > endMs) break;
      this.wake(next);
    }
    this.jumpTo(endMs);
  }

  /** No more jumps until {@link resume}: sleepers sleep, unless `advance` wakes them. */
  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.look();
  }

  stop(): void {
    this.stopped = true;
    this.sleepers.clear();
    this.appointments.clear();
  }

  private nowMs(): number {
    return Date.now() + this.offsetMs;
  }

  private look(): void {
    if (this.looking || this.stopped) return;
    // two turns of the event loop: what a worker has just set off must have begun
    this.looking = setImmediate(() => {
      this.looking = setImmediate(() => {
        this.looking = undefined;
        const next = earliest([...this.sleepers]);
        if (!next || this.paused || this.stopped || this.working > 0) return;
        this.wake(next);
        this.look();
      });
    });
  }

  private async quiet(): Promise<void> {
    do {
      for (let turn = 0; turn < 4; turn++) await new Promise(setImmediate);
      if (this.working > 0) await new Promise((done) => setTimeout(done, 2));
    } while (this.working > 0);
  }

  private wake(timer: Timer): void {
    this.jumpTo(timer.dueMs);
    this.sleepers.delete(timer);
    this.appointments.delete(timer);
    timer.fire();
  }

  /** Never back. */
  private jumpTo(ms: number): void {
    this.offsetMs += Math.max(0, ms - this.nowMs());
  }
}

function earliest(timers: readonly Timer[]): Timer | undefined {
  return timers.reduce<Timer | undefined>(
    (first, timer) => (first && first.dueMs <= timer.dueMs ? first : timer),
    undefined,
  );
}
