/** What a function or Lambda itself answers in place of a result. */
export class LambdaError extends Error {
  override readonly name = 'LambdaError';

  constructor(
    /** Name of the error, as Step Functions matches it: that of the function's error, or Lambda's own. */
    readonly errorType: string,
    message: string,
    readonly trace: readonly string[] = [],
    /** Whether the function has run; else it is an answer of Lambda's API. */
    readonly fromFunction = true,
  ) {
    super(message);
  }

  /** As Step Functions puts it into Cause. */
  get causeText(): string {
    if (!this.fromFunction) return this.message;
    return JSON.stringify({
      errorType: this.errorType,
      errorMessage: this.message,
      ...(this.trace.length > 0 ? { trace: this.trace } : {}),
    });
  }
}
