/** How narrow and how wide a column may be, in terminal columns. */
export interface ColumnNeed {
  /** Below this it can't be read. */
  readonly min: number;
  /** Wide enough for everything in it. */
  readonly natural: number;
}

/**
 * The width of each column within `available`, or undefined when even the narrowest form does not fit.
 * The widest columns give way first.
 */
export function fitColumns(needs: readonly ColumnNeed[], available: number): number[] | undefined {
  const atCap = (cap: number) => needs.map(({ min, natural }) => Math.max(min, Math.min(natural, cap)));
  if (sum(atCap(0)) > available) return undefined;
  let cap = Math.max(0, ...needs.map(({ natural }) => natural));
  while (sum(atCap(cap)) > available) cap--;
  return spread(atCap(cap), needs, available);
}

/** Gives what is left to the columns that were cut, from left to right. */
function spread(widths: readonly number[], needs: readonly ColumnNeed[], available: number): number[] {
  let left = available - sum(widths);
  return widths.map((width, index) => {
    if (left === 0 || width >= (needs[index]?.natural ?? 0)) return width;
    left--;
    return width + 1;
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
