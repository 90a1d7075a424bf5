const UNITS = ['KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `1.2 GB`; a KB is 1,000 bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length);
  const value = bytes / 1000 ** power;
  // 999,999 is 1.0 MB, not 1000 KB
  if (value >= 999.5 && power < UNITS.length) return `1.0 ${UNITS[power]}`;
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${UNITS[power - 1]}`;
}
