import { createHmac, hash } from 'node:crypto';
import { Agent as HttpAgent, type RequestOptions, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { S3Client } from '@aws-sdk/client-s3';

/** Where a bucket answers and how requests to it are signed, as the SDK has found out. */
export interface BucketEndpoint {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  /** What stands before the key, without a slash at its end. */
  readonly basePath: string;
  readonly region: string;
}

/** An object of this size is read into memory as a whole. */
const SMALL_BYTES = 1 << 20;
/** SHA-256 of no content, as a request to read has none. */
const NO_CONTENT = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
/** After so many answers in a row that were no use, everything is left to the SDK. */
const USELESS = 10;

/**
 * Reads small objects with a fraction of the SDK's work: one signed request, whose content must fit the ETag. Whatever else
 * happens (an error, a refusal, an ETag that is no MD5) is left to the SDK, which knows all about it.
 * Source of the signature: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export class SmallObjects {
  private readonly agent: HttpAgent | HttpsAgent;
  private readonly send: typeof requestHttp;
  private readonly host: string;
  private signingKey: { readonly secret: string; readonly day: string; readonly key: Buffer } | undefined;
  private useless = 0;

  constructor(
    private readonly s3: S3Client,
    private readonly endpoint: BucketEndpoint,
    private readonly requestPayer: boolean,
    connections: number,
    silenceMs: number,
  ) {
    const isPlain = endpoint.protocol === 'http:';
    const options = { keepAlive: true, maxSockets: connections, timeout: silenceMs };
    this.agent = isPlain ? new HttpAgent(options) : new HttpsAgent(options);
    this.send = isPlain ? requestHttp : requestHttps;
    const isUsual = endpoint.port === undefined || endpoint.port === (isPlain ? 80 : 443);
    this.host = isUsual ? endpoint.hostname : `${endpoint.hostname}:${endpoint.port}`;
  }

  /** The content of an object; undefined when it is not small, or not to be had in this way. */
  async read({ key, bytes, etag }: { key: string; bytes: number; etag: string }): Promise<Buffer | undefined> {
    if (bytes > SMALL_BYTES || !/^[0-9a-f]{32}$/.test(etag) || this.useless >= USELESS) return undefined;
    const content = await this.get(key, bytes).catch(() => undefined);
    const isWhole = content?.length === bytes && hash('md5', content) === etag;
    this.useless = isWhole ? 0 : this.useless + 1;
    return isWhole ? content : undefined;
  }

  /** Ends all requests. */
  close(): void {
    this.agent.destroy();
  }

  private async get(key: string, bytes: number): Promise<Buffer | undefined> {
    const { hostname, port, basePath } = this.endpoint;
    const path = `${basePath}/${encodePath(key)}`;
    const options: RequestOptions = {
      agent: this.agent,
      hostname,
      path,
      headers: await this.signedHeaders(path),
      ...(port === undefined ? {} : { port }),
    };
    return new Promise((resolve, reject) => {
      const request = this.send(options, (answer) => {
        // whatever has taken the place of the object may be of any size
        if (Number(answer.headers['content-length']) !== bytes) return void request.destroy(new Error('another size'));
        const pieces: Buffer[] = [];
        answer.on('data', (piece: Buffer) => pieces.push(piece));
        answer.on('error', reject);
        answer.on('end', () => resolve(answer.statusCode === 200 ? Buffer.concat(pieces) : undefined));
      });
      request.on('timeout', () => request.destroy());
      request.on('error', reject);
      request.end();
    });
  }

  private async signedHeaders(path: string): Promise<Record<string, string>> {
    const { accessKeyId, secretAccessKey, sessionToken } = await this.s3.config.credentials();
    const { systemClockOffset } = this.s3.config;
    const time = new Date(Date.now() + systemClockOffset).toISOString().replace(/[-:]|\.\d{3}/g, '');
    const headers: Record<string, string> = {
      host: this.host,
      'x-amz-content-sha256': NO_CONTENT,
      'x-amz-date': time,
      ...(this.requestPayer ? { 'x-amz-request-payer': 'requester' } : {}),
      ...(sessionToken ? { 'x-amz-security-token': sessionToken } : {}),
    };
    const names = Object.keys(headers);
    const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
    const canonical = `GET\n${path}\n\n${lines}\n${names.join(';')}\n${NO_CONTENT}`;
    const day = time.slice(0, 8);
    const scope = `${day}/${this.endpoint.region}/s3/aws4_request`;
    const signature = createHmac('sha256', this.keyOf(secretAccessKey, day))
      .update(`AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash('sha256', canonical)}`)
      .digest('hex');
    return {
      ...headers,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
      'user-agent': 's3-log-audit',
    };
  }

  /** The key for a day, which stays the same all day. */
  private keyOf(secret: string, day: string): Buffer {
    if (this.signingKey?.day !== day || this.signingKey.secret !== secret) {
      const steps = [day, this.endpoint.region, 's3', 'aws4_request'];
      const key = steps.reduce<Buffer>((last, step) => hmac(last, step), Buffer.from(`AWS4${secret}`));
      this.signingKey = { secret, day, key };
    }
    return this.signingKey.key;
  }
}

/** What a signed request of the SDK tells of the endpoint; undefined when it is signed in another way. */
export function endpointOf(request: unknown): BucketEndpoint | undefined {
  const { protocol, hostname, port, path, headers } = request as {
    readonly protocol: string;
    readonly hostname: string;
    readonly port?: number;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
  };
  const [, region] = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([^/]+)\/s3\//.exec(headers.authorization ?? '') ?? [];
  if (region === undefined || headers['x-amz-s3session-token'] !== undefined) return undefined;
  return { protocol, hostname, ...(port === undefined ? {} : { port }), basePath: path.replace(/\/$/, ''), region };
}

/** As S3 encodes keys for signatures: each part for itself. */
function encodePath(key: string): string {
  return encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
