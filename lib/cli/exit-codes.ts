/** Exit codes of the command line. */
export const EXIT = {
  done: 0,
  failed: 1,
  wrongUsage: 2,
  /** Done, but a file was unreadable or only partly readable, or more was unparsed than allowed. */
  incomplete: 3,
} as const;
