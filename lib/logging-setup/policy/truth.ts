/** What is known of a statement: that it holds, that it doesn't, or neither. */
export type Truth = boolean | 'unknown';

/** Whether all of them hold. */
export function every<Item>(items: Iterable<Item>, judge: (item: Item) => Truth): Truth {
  let result: Truth = true;
  for (const item of items) {
    const truth = judge(item);
    if (truth === false) return false;
    if (truth === 'unknown') result = 'unknown';
  }
  return result;
}

/** Whether one of them holds. */
export function some<Item>(items: Iterable<Item>, judge: (item: Item) => Truth): Truth {
  return not(every(items, (item) => not(judge(item))));
}

export function not(truth: Truth): Truth {
  return truth === 'unknown' ? truth : !truth;
}
