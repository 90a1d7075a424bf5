/** An error that a service answers with. */
export class AwsError extends Error {
  override readonly name = 'AwsError';

  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    /** Further members of the answer's error, and headers of the answer. */
    readonly more: {
      readonly members?: Readonly<Record<string, unknown>>;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(message);
  }
}

/** The answer to an operation or value that AWS may know but the local AWS doesn't; it is also a violation. */
export class NotEmulatedError extends AwsError {
  constructor(message: string) {
    super('NotImplemented', `the local AWS does not know ${message}`, 501);
  }
}
