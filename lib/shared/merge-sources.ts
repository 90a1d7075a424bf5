/**
 * The items of several sources as they come, at most `limit` sources at the same time. Nothing is read ahead further than
 * one item of each. The first error ends all of it.
 */
export async function* mergeSources<Item>(
  limit: number,
  sources: Iterable<() => AsyncIterator<Item>>,
): AsyncGenerator<Item> {
  const waiting = sources[Symbol.iterator]();
  const running = new Map<AsyncIterator<Item>, Promise<Next<Item>>>();
  const startOne = () => {
    const { done, value: open } = waiting.next();
    if (!done) advance(running, open());
  };
  for (let count = 0; count < limit; count++) startOne();
  try {
    while (running.size > 0) {
      const { iterator, result } = await Promise.race(running.values());
      running.delete(iterator);
      if (result.done) {
        startOne();
      } else {
        advance(running, iterator);
        yield result.value;
      }
    }
  } finally {
    await Promise.allSettled([...running].map(async ([iterator, next]) => next.then(() => iterator.return?.())));
  }
}

interface Next<Item> {
  readonly iterator: AsyncIterator<Item>;
  readonly result: IteratorResult<Item, unknown>;
}

function advance<Item>(running: Map<AsyncIterator<Item>, Promise<Next<Item>>>, iterator: AsyncIterator<Item>): void {
  const next = iterator.next().then((result) => ({ iterator, result }));
  // whoever waits for it is told; an error that nobody waits for any more is none
  next.catch(() => {});
  running.set(iterator, next);
}
