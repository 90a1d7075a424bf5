/** Stops the Trino that the set-up has started. */
export default async function stopSuite(): Promise<void> {
  await globalThis.trinoServer?.stop();
}
