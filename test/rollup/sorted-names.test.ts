import { SortedNames } from '../../lib/rollup/sorted-names';

test.each([0, 1, 128, 129, 32_768, 32_769, 70_000])('%i names come in their order', (count) => {
  const names = Array.from({ length: count }, (_, index) => `${(index * 7919) % count}-\u00e4\ud83d\ude00\uffee`);
  const sorted = new SortedNames();
  for (const name of names) sorted.add(name);
  expect([...sorted]).toEqual(names.sort());
});
