import { createReadStream } from 'node:fs';
import { beginsLikeGzip, salvageGzip } from './gzip';

/**
 * Gives the text of a file, plain or gzip whatever its name, to `onText` in pieces: bytes that are no UTF-8 as U+FFFD, a
 * byte order mark left out, just as Athena reads it.
 * @returns what is wrong with the file, or undefined; what could be read before has been given all the same
 */
export async function readDecodedText(path: string, onText: (text: string) => void): Promise<string | undefined> {
  const decoder = new TextDecoder('utf-8');
  const onData = (bytes: Buffer) => onText(decoder.decode(bytes, { stream: true }));
  const problem =
    beginsLikeGzip(path) || path.endsWith('.gz') ? await salvageGzip(path, onData) : await readPlain(path, onData);
  onText(decoder.decode());
  return problem;
}

/** Like {@link readDecodedText}, line by line: a line ends at LF, CRLF or a bare CR, as for Athena. Blank lines are given too. */
export async function readDecodedLines(
  path: string,
  onLine: (line: string, number: number) => void,
): Promise<string | undefined> {
  let rest = '';
  let number = 0;
  const problem = await readDecodedText(path, (text) => {
    // a CR at the end of a piece may be the first half of a CRLF
    const held = (rest + text).endsWith('\r') ? 1 : 0;
    const lines = (rest + text).slice(0, (rest + text).length - held).split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '') + (held ? '\r' : '');
    for (const line of lines) onLine(line, ++number);
  });
  const last = rest.split('\r');
  if (last.at(-1) === '') last.pop();
  for (const line of last) onLine(line, ++number);
  return problem;
}

function readPlain(path: string, onData: (bytes: Buffer) => void): Promise<string | undefined> {
  return new Promise((resolve) => {
    const stream = createReadStream(path, { highWaterMark: 1 << 20 });
    stream.on('data', (bytes) => onData(bytes as Buffer));
    stream.on('error', (error) => resolve(error.message));
    stream.on('end', () => resolve(undefined));
  });
}
