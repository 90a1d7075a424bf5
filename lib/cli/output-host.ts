import { escapeForTerminal } from '../report/terminal/escape';
import { createStyle, type Style } from '../report/terminal/style';
import { AuditError } from '../shared/errors';
import { explainWriteError } from './output-file';

/** Where a command writes to: results to standard output, everything else to standard error. */
export interface OutputHost {
  readonly isTerminal: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Whether standard output takes colours. */
  readonly color: boolean;
  /** Style for standard error. */
  readonly style: Style;
  write(text: string): Promise<void>;
  /** A line for a person, on standard error; values in it must be escaped before. */
  tell(line: string): void;
  /** A line on standard error that the next one takes the place of; only on a terminal. */
  showProgress(line: string): void;
  clearProgress(): void;
}

/** Whoever reads our output has stopped reading (`| head`): the work ends, and that is no error. */
export class ClosedPipe extends Error {}

const ERASE_LINE = '\r\x1b[2K';

/** The process's own output. */
export function processHost(): OutputHost {
  const { stdout, stderr } = process;
  // who writes is told; who tells need not know
  for (const stream of [stdout, stderr]) stream.on('error', () => {});
  let progressShown = false;
  const clearProgress = () => {
    if (progressShown) stderr.write(ERASE_LINE);
    progressShown = false;
  };
  return {
    isTerminal: stdout.isTTY === true,
    width: stdout.columns ?? 80,
    color: allowsColor(stdout),
    style: createStyle(allowsColor(stderr)),
    write: (text) => writeAll(stdout, text),
    tell: (line) => {
      clearProgress();
      stderr.write(`${line}\n`);
    },
    showProgress: (line) => {
      if (stderr.isTTY !== true) return;
      progressShown = true;
      stderr.write(`${ERASE_LINE}${line.slice(0, (stderr.columns ?? 80) - 1)}`);
    },
    clearProgress,
  };
}

/** The text with everything escaped that could steer a terminal. */
export const shown = escapeForTerminal;

function allowsColor(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR && FORCE_COLOR !== '0') return true;
  return stream.isTTY === true && TERM !== 'dumb';
}

function writeAll(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(toWriteError(error)) : resolve()));
  });
}

function toWriteError(cause: NodeJS.ErrnoException): Error {
  if (cause.code === 'EPIPE') return new ClosedPipe();
  return new AuditError('OUTPUT_FAILED', `standard output can not be written: ${explainWriteError(cause)}`, { cause });
}
