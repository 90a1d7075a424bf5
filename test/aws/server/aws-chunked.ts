import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError } from './aws-error';
import type { HttpRequest } from './http-message';

/**
 * The body of a request without the chunks that the SDK wraps around a stream, checksums compared.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 * @throws AwsError BadDigest, or InvalidRequest for a form of chunks that is not known
 */
export function plainBody(request: HttpRequest): Buffer {
  const content = request.headers['x-amz-content-sha256'];
  if (content !== 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') {
    requireChecksums(request.body, (name) => headerText(request, name));
    return request.body;
  }
  const { body, trailers } = unchunk(request.body);
  const length = headerText(request, 'x-amz-decoded-content-length');
  if (length !== String(body.length))
    throw new AwsError('IncompleteBody', `${body.length} bytes came, ${length} were announced`);
  requireChecksums(body, (name) => trailers.get(name));
  return body;
}

function unchunk(chunked: Buffer): { readonly body: Buffer; readonly trailers: ReadonlyMap<string, string> } {
  const chunks: Buffer[] = [];
  let position = 0;
  for (;;) {
    const lineEnd = chunked.indexOf('\r\n', position);
    const size = Number.parseInt(chunked.toString('latin1', position, lineEnd), 16);
    if (lineEnd < 0 || Number.isNaN(size)) throw new AwsError('InvalidRequest', 'a chunk of the body has no size');
    position = lineEnd + 2;
    if (size === 0) break;
    chunks.push(chunked.subarray(position, position + size));
    position += size + 2;
  }
  const lines = chunked.toString('latin1', position).split('\r\n');
  const trailers = lines.filter((line) => line.includes(':')).map((line) => line.split(':', 2) as [string, string]);
  return { body: Buffer.concat(chunks), trailers: new Map(trailers) };
}

const CHECKSUMS: Readonly<Record<string, (body: Buffer) => string>> = {
  'content-md5': (body) => createHash('md5').update(body).digest('base64'),
  'x-amz-checksum-sha256': (body) => createHash('sha256').update(body).digest('base64'),
  'x-amz-checksum-crc32': (body) => {
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc32(body));
    return checksum.toString('base64');
  },
};

function requireChecksums(body: Buffer, sentAs: (name: string) => string | undefined): void {
  for (const [name, compute] of Object.entries(CHECKSUMS)) {
    const sent = sentAs(name);
    if (sent !== undefined && sent !== compute(body)) {
      throw new AwsError('BadDigest', `the ${name} you specified did not match what we received`);
    }
  }
}

function headerText(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
