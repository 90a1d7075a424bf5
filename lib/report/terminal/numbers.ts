const INTEGERS = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const ABOVE_ONE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });
const BELOW_ONE = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });

/** An integer with thousands separators and, if given, its noun in singular or plural. */
export function formatCount(count: number | bigint, noun?: string): string {
  const text = INTEGERS.format(count);
  if (noun === undefined) return text;
  return `${text} ${noun}${count === 1 || count === 1n ? '' : 's'}`;
}

/** A double for people: three decimals, or four digits that count when it is below one. */
export function formatDouble(value: number): string {
  return (Math.abs(value) < 1 ? BELOW_ONE : ABOVE_ONE).format(value);
}
