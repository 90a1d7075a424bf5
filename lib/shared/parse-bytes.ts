import { UsageError } from './errors';

const FACTORS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/**
 * The bytes that a size such as `500MB`, `20 GB` or `0` means.
 * @throws UsageError when the text is none
 */
export function parseBytes(text: string, option: string): number {
  const [, amount, unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?)\s*([kmgt]?)b?$/i.exec(text) ?? [];
  if (amount !== undefined) return Math.round(Number(amount) * (FACTORS[unit.toLowerCase()] as number));
  throw new UsageError(
    'INVALID_OPTION',
    `${option} is not a size, got '${text}'; allowed are for example 500MB, 20GB, 0`,
  );
}
