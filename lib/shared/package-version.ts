/** Version of this product, or `unknown`. */
export function packageVersion(): string {
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      return (require(path) as { version: string }).version;
    } catch {
      // compiled code lies one folder deeper than the sources
    }
  }
  return 'unknown';
}
