import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

/** Asks a question that only `y` or `yes` agrees to. */
export async function confirm(
  question: string,
  signal: AbortSignal,
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<boolean> {
  // as a terminal it would take Ctrl-C for itself
  const lines = createInterface({ input, output, terminal: false });
  try {
    const noAnswer = once(lines, 'close').then(() => '');
    const answer = await Promise.race([lines.question(`${question} [y/N] `, { signal }), noAnswer]);
    return /^y(?:es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
