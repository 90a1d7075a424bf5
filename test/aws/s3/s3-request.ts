import type { Call } from '../server/call';
import type { HttpReply, HttpRequest } from '../server/http-message';
import type { Bucket } from './bucket';
import type { S3Store } from './store';

/** What a request is about. */
export interface Target {
  /** Absent in ListBuckets only. */
  readonly bucket?: string;
  /** Decoded; empty for a request to the bucket itself. */
  readonly key: string;
}

/** A request to one operation of S3. */
export interface S3Call {
  readonly store: S3Store;
  readonly request: HttpRequest;
  readonly call: Call;
  readonly bucket: string;
  readonly key: string;
  readonly body: Buffer;
}

export interface S3Operation {
  readonly name: string;
  readonly method: string;
  /** `bucket` or `object` in the path. */
  readonly on: 'service' | 'bucket' | 'object';
  /** Query parameters, one of which at least must be there for the request to be for this operation. */
  readonly marks?: readonly string[];
  /** Headers that must be there for it. */
  readonly headerMarks?: readonly string[];
  /** Other query parameters that it knows. */
  readonly query?: readonly string[];
  /** Headers with a meaning that it knows, beside those that all know. */
  readonly headers?: readonly string[];
  run(s3: S3Call): HttpReply | Promise<HttpReply>;
}

/** Virtual-host style (`bucket.localhost`) or path style. @throws URIError for a path that can't be decoded */
export function targetOf({ host, path }: HttpRequest): Target {
  const plainPath = path.replace(/^\//, '');
  const [, fromHost] = /^(.+)\.localhost$/.exec(host) ?? [];
  if (fromHost !== undefined) return { bucket: fromHost, key: decodeURIComponent(plainPath) };
  const [bucket = '', ...rest] = plainPath.split('/');
  return { ...(bucket === '' ? {} : { bucket }), key: decodeURIComponent(rest.join('/')) };
}

export function headerOf(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

export function bucketOf({ store, bucket }: S3Call): Bucket {
  return store.requireBucket(bucket);
}
