import { formatCount, formatDouble } from '../../../lib/report/terminal/numbers';

test.each([
  [0, undefined, '0'],
  [1234567, undefined, '1,234,567'],
  [9007199254740993n, undefined, '9,007,199,254,740,993'],
  [-1234, undefined, '-1,234'],
  [0, 'file', '0 files'],
  [1, 'file', '1 file'],
  [1n, 'row', '1 row'],
  [1200, 'line', '1,200 lines'],
])('writes the count %s (%s) as %s', (count, noun, text) => {
  expect(formatCount(count, noun)).toBe(text);
});

test.each([
  [0, '0'],
  [0.5, '0.5'],
  [0.012345678, '0.01235'],
  [0.00000012, '0.00000012'],
  [1.5, '1.5'],
  [1234.56789, '1,234.568'],
])('writes the double %s as %s', (value, text) => {
  expect(formatDouble(value)).toBe(text);
});
