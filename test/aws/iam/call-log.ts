import type { Principal } from './principal';

/** One decision of IAM: somebody wanted to do something. */
export interface AuthorizedCall {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
  /** Service that acted with the principal's permissions, when it was not the principal's own request. */
  readonly via?: string;
  readonly conditions?: Readonly<Record<string, readonly string[]>>;
}

/** A service may copy a million objects: of its calls only so many of a kind are kept. */
const KEPT_OF_A_KIND = 1000;

/** Every decision since the start, in order; of what a service does again and again only the beginning. */
export class CallLog {
  private readonly calls: AuthorizedCall[] = [];
  private readonly kinds = new Map<string, number>();

  add(call: AuthorizedCall): void {
    if (call.via !== undefined) {
      const kind = `${call.principal.arn} ${call.action} ${call.allowed}`;
      const count = (this.kinds.get(kind) ?? 0) + 1;
      this.kinds.set(kind, count);
      if (count > KEPT_OF_A_KIND) return;
    }
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
    this.kinds.clear();
  }
}
