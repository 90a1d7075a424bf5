/** Exit codes of the command line. */
export const EXIT = {
  done: 0,
  failed: 1,
  wrongUsage: 2,
  /** Done, but a file was unreadable or only partly readable, or more was unparsed than allowed. */
  incomplete: 3,
  /** Plus the number of the signal, as in shells: 130 for Ctrl-C. */
  stoppedBySignal: 128,
} as const;
