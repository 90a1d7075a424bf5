import { setTimeout as delay } from 'node:timers/promises';
import { AwsError } from './aws-error';
import { accessDenied, type Call } from './call';
import type { Fault, Faults } from './faults';
import type { HttpReply } from './http-message';

/** The connection has to break instead of an answer. */
export class LostAnswer extends Error {
  override readonly name = 'LostAnswer';
}

/** Runs a call with the fault that was asked for it. */
export async function withFaults(
  faults: Faults,
  call: Call,
  resource: string,
  run: () => Promise<HttpReply>,
): Promise<HttpReply> {
  const fault = faults.meet(call, resource);
  switch (fault?.kind) {
    case undefined:
      return run();
    case 'throttle':
      throw throttled(call.service);
    case 'deny':
      throw accessDenied(
        call.service,
        call.caller,
        { action: `${call.service}:${call.action}`, resource },
        'a test said so',
      );
    case 'fail':
      throw failure(call.service, fault);
    case 'slow':
      await delay(fault.delayMs ?? 1000);
      return run();
    case 'twice':
      await run();
      return run();
    case 'lose-answer':
      await run();
      throw new LostAnswer();
    case 'cut-body':
      return cutInHalf(await run());
    case 'corrupt-body':
      return corrupted(await run());
    case 'crash':
    case 'time-out':
      throw new Error(`${fault.kind} is a fault of functions, not of ${call.service}`);
  }
}

function cutInHalf(reply: HttpReply): HttpReply {
  return { ...reply, cutAt: Math.floor(Buffer.byteLength(reply.body ?? '') / 2) };
}

function corrupted(reply: HttpReply): HttpReply {
  const body = Buffer.from(reply.body ?? '');
  const at = Math.floor(body.length / 2);
  if (body.length > 0) body[at] = (body[at] as number) ^ 1;
  return { ...reply, body };
}

/** Sources: the error lists of the services' API references. */
function throttled(service: string): AwsError {
  switch (service) {
    case 's3':
    case 's3-control':
      return new AwsError('SlowDown', 'Please reduce your request rate.', 503);
    case 'athena':
      return new AwsError('TooManyRequestsException', 'Rate exceeded', 400, {
        members: { Reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED' },
      });
    case 'sns':
      return new AwsError('Throttled', 'Rate exceeded', 429);
    case 'lambda':
      return new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    case 'cloudformation':
      return new AwsError('Throttling', 'Rate exceeded', 400);
    default:
      return new AwsError('ThrottlingException', 'Rate exceeded', 400);
  }
}

function failure(service: string, { error }: Fault): AwsError {
  if (error) return new AwsError(error.code, error.message, error.status ?? 500);
  const code = service.startsWith('s3') ? 'InternalError' : 'InternalServerException';
  return new AwsError(code, 'We encountered an internal error. Please try again.', 500);
}
