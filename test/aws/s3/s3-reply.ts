import type { AwsError } from '../server/aws-error';
import type { HttpReply, HttpRequest } from '../server/http-message';
import { toXml } from '../server/xml';
import type { StoredObject } from './stored-object';

const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

export function xmlReply(root: string, content: Readonly<Record<string, unknown>>, status = 200): HttpReply {
  return { status, headers: { 'content-type': 'application/xml' }, body: toXml(root, content, S3_NAMESPACE) };
}

export const quoted = (etag: string): string => `"${etag}"`;

/** As S3 writes keys for `encoding-type=url`. */
export function urlEncoded(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
    .replace(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function errorReply({ code, message, status, more }: AwsError, request: HttpRequest): HttpReply {
  const content = { Code: code, Message: message, ...more.members, RequestId: request.id, HostId: 'local' };
  return {
    status,
    headers: { 'content-type': 'application/xml', ...more.headers },
    // a HEAD has no body and a 304 none either
    ...(request.method === 'HEAD' || status === 304 ? {} : { body: toXml('Error', content) }),
  };
}

/** Headers that describe an object. */
export function objectHeaders(object: StoredObject): Record<string, string> {
  const { algorithm, keyArn } = object.encryption;
  const optional: Readonly<Record<string, string | undefined>> = {
    'content-encoding': object.contentEncoding,
    'cache-control': object.cacheControl,
    'x-amz-storage-class': object.storageClass === 'STANDARD' ? undefined : object.storageClass,
    'x-amz-server-side-encryption-aws-kms-key-id': keyArn,
    'x-amz-tagging-count': Object.keys(object.tags).length === 0 ? undefined : String(Object.keys(object.tags).length),
  };
  return {
    'content-type': object.contentType ?? 'binary/octet-stream',
    'accept-ranges': 'bytes',
    etag: quoted(object.etag),
    'last-modified': object.lastModified.toUTCString(),
    'x-amz-server-side-encryption': algorithm,
    ...Object.fromEntries(Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >),
  };
}
