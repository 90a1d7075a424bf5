import { escapeForTerminal } from '../report/terminal/escape';
import { createStyle, type Style } from '../report/terminal/style';

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

const ERASE_LINE = '\r\x1b[2K';

/** The process's own output. */
export function processHost(): OutputHost {
  const { stdout, stderr } = process;
  quietlyEndOnClosedPipe(stdout);
  quietlyEndOnClosedPipe(stderr);
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
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** Whoever reads our output may stop reading (`| head`): that is no error. */
function quietlyEndOnClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}
