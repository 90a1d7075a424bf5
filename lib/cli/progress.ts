import type { OutputHost } from './output-host';

/** What is being read. */
export interface Workload {
  readonly files: number;
  readonly bytes: number;
}

const FIRST_AFTER_MS = 1000;
const EVERY_MS = 200;

/**
 * Shows how far a load is: `reading 1,234 of 5,000 files, 350 MB/s, 3 s left`, when it takes over a second.
 * `fraction` gives what is done, from 0 to 1. @returns a function that ends it
 */
export function showProgress(host: OutputHost, workload: Workload, fraction: () => number | undefined): () => void {
  return showProgressLine(host, (elapsedMs) => progressLine(workload, fraction() ?? 0, elapsedMs));
}

/** Shows a line that is made anew again and again, when it takes over a second. @returns a function that ends it */
export function showProgressLine(host: OutputHost, line: (elapsedMs: number) => string): () => void {
  const start = performance.now();
  const timer = setInterval(() => {
    const elapsedMs = performance.now() - start;
    if (elapsedMs >= FIRST_AFTER_MS) host.showProgress(line(elapsedMs));
  }, EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    host.clearProgress();
  };
}

/** One line that tells what is done and how long the rest will take. */
export function progressLine(
  { files, bytes }: Workload,
  fraction: number,
  elapsedMs: number,
  verb = 'reading',
): string {
  const count = (value: number) => Math.round(value).toLocaleString('en-US');
  if (fraction <= 0.001) return `${verb} ${count(files)} ${files === 1 ? 'file' : 'files'} …`;
  const seconds = elapsedMs / 1000;
  const megabytesPerSecond = (bytes * fraction) / 1e6 / seconds;
  const secondsLeft = (seconds / fraction) * (1 - fraction);
  return `${verb} ${count(files * fraction)} of ${count(files)} ${files === 1 ? 'file' : 'files'}, ${count(fraction * 100)} %, ${count(megabytesPerSecond)} MB/s, ${count(Math.ceil(secondsLeft))} s left`;
}
