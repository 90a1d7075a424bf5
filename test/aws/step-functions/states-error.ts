/** An error by the name that Retry and Catch know. */
export class StatesError extends Error {
  override readonly name = 'StatesError';

  constructor(
    readonly errorName: string,
    readonly causeText: string,
  ) {
    super(`${errorName}: ${causeText}`);
  }
}

/** Errors that no Catch and no Retry takes. */
const FINAL = new Set(['States.Runtime', 'States.DataLimitExceeded']);

/** Whether a list of Retry or Catch means this error. */
export function matches(names: readonly string[], error: StatesError): boolean {
  if (FINAL.has(error.errorName)) return false;
  return names.some(
    (name) =>
      name === error.errorName ||
      name === 'States.ALL' ||
      (name === 'States.TaskFailed' && error.errorName !== 'States.Timeout'),
  );
}

/** Bytes of the input or output of a state. */
const LARGEST_STATE = 262_144;

/** @throws StatesError States.DataLimitExceeded */
export function requireSize(text: string, what: string): void {
  if (Buffer.byteLength(text) <= LARGEST_STATE) return;
  throw new StatesError(
    'States.DataLimitExceeded',
    `The ${what} exceeds the maximum number of characters: ${LARGEST_STATE}`,
  );
}
