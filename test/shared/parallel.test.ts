import { setTimeout as delay } from 'node:timers/promises';
import { forEachInParallel } from '../../lib/shared/in-parallel';
import { mergeSources } from '../../lib/shared/merge-sources';

async function* count(to: number, fails = false): AsyncGenerator<number> {
  for (let number = 1; number <= to; number++) yield number;
  if (fails) throw new Error('no more');
}

describe('work on items as they come', () => {
  test('is done for each once, a few at the same time', async () => {
    const done: number[] = [];
    let running = 0;
    let most = 0;
    await forEachInParallel(3, count(20), async (item) => {
      most = Math.max(most, ++running);
      await delay(item % 3);
      done.push(item);
      running--;
    });
    expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(most).toBe(3);
  });

  test('fails with the first error, takes no other item, and leaves nothing running', async () => {
    let running = 0;
    let taken = 0;
    const work = forEachInParallel(4, count(1000), async (item) => {
      taken++;
      running++;
      await delay(item === 10 ? 1 : 5);
      running--;
      if (item === 10) throw new Error('ten');
    });
    await expect(work).rejects.toThrow('ten');
    expect(running).toBe(0);
    expect(taken).toBeLessThan(20);
  });

  test('fails when the items do', async () => {
    await expect(forEachInParallel(2, count(5, true), async () => {})).rejects.toThrow('no more');
  });
});

describe('items of several sources', () => {
  async function collect(items: AsyncIterable<number>, most = Number.POSITIVE_INFINITY): Promise<number[]> {
    const found: number[] = [];
    for await (const item of items) {
      found.push(item);
      if (found.length >= most) break;
    }
    return found;
  }

  test('all come, and no more sources are open than allowed', async () => {
    let open = 0;
    let most = 0;
    async function* source(to: number): AsyncGenerator<number> {
      most = Math.max(most, ++open);
      for await (const item of count(to)) {
        await delay(1);
        yield item;
      }
      open--;
    }
    const sources = [5, 0, 3, 7, 1].map((to) => () => source(to));
    expect((await collect(mergeSources(2, sources))).sort()).toEqual([1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7]);
    expect(most).toBe(2);
  });

  test('a source that fails ends it', async () => {
    await expect(collect(mergeSources(3, [() => count(100), () => count(3, true), () => count(100)]))).rejects.toThrow(
      'no more',
    );
  });

  test('whoever stops reading closes all sources', async () => {
    let closed = 0;
    async function* endless(): AsyncGenerator<number> {
      try {
        for (;;) yield 1;
      } finally {
        closed++;
      }
    }
    await collect(mergeSources(3, [endless, endless, endless, endless]), 10);
    expect(closed).toBe(3);
  });
});
