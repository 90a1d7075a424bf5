/** Made when they are needed: that takes longer than many a command. */
const formats: { aboveOne?: Intl.NumberFormat; belowOne?: Intl.NumberFormat } = {};

/** An integer with thousands separators and, if given, its noun in singular or plural. */
export function formatCount(count: number | bigint, noun?: string): string {
  const text = String(count).replace(/\B(?=(\d{3})+$)/g, ',');
  if (noun === undefined) return text;
  return `${text} ${noun}${count === 1 || count === 1n ? '' : 's'}`;
}

/** A double for people: three decimals, or four digits that count when it is below one. */
export function formatDouble(value: number): string {
  if (Math.abs(value) < 1) {
    formats.belowOne ??= new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });
    return formats.belowOne.format(value);
  }
  formats.aboveOne ??= new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });
  return formats.aboveOne.format(value);
}
