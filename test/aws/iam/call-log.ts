import type { Principal } from './principal';

/** One decision of IAM: somebody wanted to do something. */
export interface AuthorizedCall {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
  /** Service that acted with the principal's permissions, when it was not the principal's own request. */
  readonly via?: string;
  readonly conditions: Readonly<Record<string, readonly string[]>>;
}

/** Every decision since the start, in order. */
export class CallLog {
  private readonly calls: AuthorizedCall[] = [];

  add(call: AuthorizedCall): void {
    this.calls.push(call);
  }

  get all(): readonly AuthorizedCall[] {
    return this.calls;
  }

  /** Calls of an action such as `s3:PutObject`. */
  of(action: string): readonly AuthorizedCall[] {
    return this.calls.filter((call) => call.action === action);
  }

  clear(): void {
    this.calls.length = 0;
  }
}
