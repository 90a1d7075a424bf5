import { AwsError } from '../server/aws-error';
import type { HttpRequest } from '../server/http-message';
import { headerOf } from './s3-request';
import type { StoredObject } from './stored-object';

/**
 * If-Match and If-None-Match of a read.
 * @throws AwsError 412 PreconditionFailed, 304 NotModified
 */
export function requireReadConditions(request: HttpRequest, object: StoredObject, prefix = ''): void {
  const match = headerOf(request, `${prefix}if-match`);
  if (match !== undefined && !names(match, object)) throw failed(`${prefix}if-match`);
  const noneMatch = headerOf(request, `${prefix}if-none-match`);
  if (noneMatch !== undefined && names(noneMatch, object)) {
    throw prefix === '' ? new AwsError('NotModified', 'Not Modified', 304) : failed(`${prefix}if-none-match`);
  }
}

/**
 * If-Match and If-None-Match of a write.
 * @throws AwsError PreconditionFailed, NoSuchKey
 */
export function requireWriteConditions(request: HttpRequest, present: StoredObject | undefined): void {
  const noneMatch = headerOf(request, 'if-none-match');
  if (noneMatch !== undefined) {
    if (noneMatch !== '*') throw new AwsError('NotImplemented', 'If-None-Match of a write takes * only', 501);
    if (present) throw failed('If-None-Match');
  }
  const match = headerOf(request, 'if-match');
  if (match === undefined) return;
  if (!present) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  if (!names(match, present)) throw failed('If-Match');
}

function names(header: string, object: StoredObject): boolean {
  return header === '*' || header.replaceAll('"', '') === object.etag;
}

function failed(condition: string): AwsError {
  return new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
    members: { Condition: condition },
  });
}
