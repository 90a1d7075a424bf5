import fc from 'fast-check';
import { fitColumns } from '../../../lib/report/terminal/layout';

test('gives every column what it wants when there is room', () => {
  expect(
    fitColumns(
      [
        { min: 3, natural: 10 },
        { min: 5, natural: 5 },
      ],
      40,
    ),
  ).toEqual([10, 5]);
});

test('takes from the widest first and uses the whole width', () => {
  expect(
    fitColumns(
      [
        { min: 5, natural: 60 },
        { min: 5, natural: 12 },
        { min: 5, natural: 50 },
      ],
      61,
    ),
  ).toEqual([25, 12, 24]);
});

test('gives up when the narrowest form is too wide', () => {
  expect(
    fitColumns(
      [
        { min: 10, natural: 20 },
        { min: 10, natural: 10 },
      ],
      19,
    ),
  ).toBeUndefined();
});

test('stays between narrowest and natural width and within the room', () => {
  const need = fc
    .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 100 }))
    .map(([min, extra]) => ({ min, natural: min + extra }));
  fc.assert(
    fc.property(
      fc.array(need, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 10, max: 300 }),
      (needs, available) => {
        const widths = fitColumns(needs, available);
        const narrowest = needs.reduce((sum, { min }) => sum + min, 0);
        const natural = needs.reduce((sum, column) => sum + column.natural, 0);
        expect(widths === undefined).toBe(narrowest > available);
        if (!widths) return;
        expect(widths.reduce((sum, width) => sum + width, 0)).toBe(Math.min(natural, available));
        needs.forEach((column, index) => {
          expect(widths[index]).toBeGreaterThanOrEqual(column.min);
          expect(widths[index]).toBeLessThanOrEqual(column.natural);
        });
      },
    ),
  );
});
