import type { Call } from './call';

/** What goes wrong with a call. */
export type FaultKind =
  /** Too many requests, in the words of the service. */
  | 'throttle'
  /** No permission, whatever the policies say. */
  | 'deny'
  /** An internal error, or the `error` given. */
  | 'fail'
  /** Answered after `delayMs`. */
  | 'slow'
  /** Done, but the connection breaks before the answer. */
  | 'lose-answer'
  /** Done twice, as when a network repeats a request; the second answer is given. */
  | 'twice'
  /** The body of the answer breaks off in the middle. */
  | 'cut-body'
  /** A byte of the body of the answer is another one. */
  | 'corrupt-body'
  /** Of an invocation of a function: its process ends before it has done anything. `lose-answer` lets it end afterwards. */
  | 'crash'
  /** Of an invocation of a function: it is ended for want of time, before it has done anything. */
  | 'time-out';

export interface Fault {
  readonly kind: FaultKind;
  /** Signing name, such as `s3`, `athena`, `states`; S3 Control is `s3-control`. */
  readonly service: string;
  /** Operation, such as `CreateJob`; any when absent. */
  readonly action?: string;
  /** Part of the caller's ARN; anybody when absent. */
  readonly caller?: string;
  /** Part of what the request is about: bucket and key, a query id, …; anything when absent. */
  readonly resource?: string;
  /** The first matching call that is hit, from 1; 1 when absent. */
  readonly nth?: number;
  /** How many matching calls are hit from there on; 1 when absent, Infinity for all. */
  readonly times?: number;
  /** Error of `fail` in place of the service's internal error. */
  readonly error?: { readonly code: string; readonly message: string; readonly status?: number };
  readonly delayMs?: number;
}

interface ArmedFault extends Fault {
  seen: number;
  hits: number;
}

/** The faults that tests have asked for. */
export class Faults {
  private readonly armed: ArmedFault[] = [];

  /** The fault given back tells how often it was met. */
  add(fault: Fault): { readonly hits: number; readonly seen: number } {
    const armed = { ...fault, seen: 0, hits: 0 };
    this.armed.push(armed);
    return armed;
  }

  clear(): void {
    this.armed.length = 0;
  }

  /** The fault that a call meets, if any; counts the call. */
  meet(call: Pick<Call, 'service' | 'action' | 'caller'>, resource: string): Fault | undefined {
    const matching = this.armed.filter(
      (fault) =>
        fault.service === call.service &&
        (fault.action ?? call.action) === call.action &&
        call.caller.arn.includes(fault.caller ?? '') &&
        resource.includes(fault.resource ?? ''),
    );
    for (const fault of matching) fault.seen++;
    const hit = matching.find(({ nth = 1, times = 1, seen }) => seen >= nth && seen < nth + times);
    if (hit) hit.hits++;
    return hit;
  }
}
