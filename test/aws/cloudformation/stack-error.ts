/** A stack can't be made, changed or deleted; the message is the reason that CloudFormation shows. */
export class StackError extends Error {
  override readonly name = 'StackError';
}
