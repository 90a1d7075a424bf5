/** The results of `work` for all items, in their order, with at most `limit` at the same time. The first error ends it. */
export async function inParallel<Item, Result>(
  limit: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Array<Result>(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index] as Item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}

/**
 * Calls `work` for all items as they come, with at most `limit` calls at the same time. After an error no other item is
 * taken; it is thrown when the calls that run have ended.
 */
export async function forEachInParallel<Item>(
  limit: number,
  items: AsyncIterable<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.asyncIterator]();
  let failed = false;
  const worker = async () => {
    while (!failed) {
      const { done, value } = await iterator.next();
      if (done) return;
      await work(value);
    }
  };
  const workers = Array.from({ length: limit }, () =>
    worker().catch((error) => {
      failed = true;
      throw error;
    }),
  );
  const results = await Promise.allSettled(workers);
  if (!failed) return;
  await iterator.return?.();
  throw (results.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason;
}
