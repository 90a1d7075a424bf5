import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { endpointOf, SmallObjects } from '../../lib/log-store/small-objects';

const CONTENT = Buffer.from('a log line\n');
const OBJECT = { bytes: CONTENT.length, etag: createHash('md5').update(CONTENT).digest('hex') };
const KEYS = ['plain', 'a b+c%25/ä😀', "!'()*~-_.=&?#", '//../x', 'line\nend'];

let server: Server;
let answer: (request: IncomingMessage) => { status?: number; content?: Buffer; cut?: boolean };
let requests: IncomingMessage[];
let s3: S3Client;
let small: SmallObjects;

beforeEach(async () => {
  requests = [];
  answer = () => ({});
  server = createServer((request, response) => {
    requests.push(request);
    const { status = 200, content = CONTENT, cut = false } = answer(request);
    response.writeHead(status, { 'content-length': content.length });
    if (!cut) response.end(content);
    else response.write(content.subarray(0, 3), () => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  s3 = new S3Client({ region: 'eu-west-1', credentials });
  const { port } = server.address() as AddressInfo;
  const endpoint = { protocol: 'http:', hostname: '127.0.0.1', port, basePath: '/logs', region: 'eu-west-1' };
  small = new SmallObjects(s3, endpoint, true, 4, 200);
});
afterEach(async () => {
  small.close();
  s3.destroy();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

async function credentials() {
  return { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret/key', sessionToken: 'token' };
}

test.each(KEYS)('the request for %j has the signature that the SDK would make', async (key) => {
  expect(await small.read({ key, ...OBJECT })).toEqual(CONTENT);
  const [{ headers, url = '', method = '' } = {} as IncomingMessage] = requests;
  expect(decodeURIComponent(url)).toBe(`/logs/${key}`);
  const time = headers['x-amz-date'] as string;
  const signer = await s3.config.signer({
    name: 'sigv4',
    signingName: 's3',
    signingRegion: 'eu-west-1',
    properties: {},
  });
  const named = Object.entries(headers).filter(([name]) => name === 'host' || name.startsWith('x-amz-'));
  const request = {
    protocol: 'http:',
    hostname: '127.0.0.1',
    method,
    path: url,
    query: {},
    headers: Object.fromEntries(named) as Record<string, string>,
    body: undefined,
  };
  const signed = await signer.sign(request, {
    signingDate: new Date(time.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z')),
  });
  expect(headers.authorization).toBe(signed.headers.authorization);
  expect(headers['x-amz-request-payer']).toBe('requester');
});

test.each([
  ['is refused', () => ({ status: 403 })],
  ['is another one', () => ({ content: Buffer.from('another\n\n\n') })],
  ['has another size', () => ({ content: Buffer.from('x') })],
  ['breaks off', () => ({ cut: true })],
])('an answer that %s is left to the SDK', async (_, given) => {
  answer = given;
  expect(await small.read({ key: 'k', ...OBJECT })).toBeUndefined();
});

test('an answer that does not come is left to the SDK', async () => {
  server.removeAllListeners('request');
  expect(await small.read({ key: 'k', ...OBJECT })).toBeUndefined();
});

test.each([
  ['large', { bytes: 1 << 21 }],
  ['in parts', { etag: `${OBJECT.etag}-2` }],
])('an object that is %s is not asked for', async (_, more) => {
  expect(await small.read({ key: 'k', ...OBJECT, ...more })).toBeUndefined();
  expect(requests).toEqual([]);
});

test('after ten useless answers nothing is asked for any more, one that is of use sets back', async () => {
  const read = async (count: number) => {
    for (let number = 0; number < count; number++) await small.read({ key: 'k', ...OBJECT });
  };
  answer = () => ({ status: 403 });
  await read(9);
  answer = () => ({});
  await read(1);
  answer = () => ({ status: 403 });
  await read(15);
  expect(requests).toHaveLength(20);
});

test.each([
  ['virtual-host style', 'https:', 'logs.s3.eu-west-1.amazonaws.com', undefined, '/', ''],
  ['path style', 'http:', 'localhost', 9000, '/logs', '/logs'],
  ['path style with a slash', 'http:', 'localhost', 9000, '/logs/', '/logs'],
])('a request of the SDK in %s tells where the bucket is', (_, protocol, hostname, port, path, basePath) => {
  const headers = {
    authorization: 'AWS4-HMAC-SHA256 Credential=AKID/20260203/eu-west-1/s3/aws4_request, SignedHeaders=host',
  };
  expect(endpointOf({ protocol, hostname, port, path, headers })).toEqual({
    protocol,
    hostname,
    ...(port === undefined ? {} : { port }),
    basePath,
    region: 'eu-west-1',
  });
});

test.each([
  ['for several Regions', { authorization: 'AWS4-ECDSA-P256-SHA256 Credential=AKID/20260203/s3/aws4_request' }],
  ['for S3 Express', { authorization: 'AWS4-HMAC-SHA256 Credential=AKID/20260203/eu-west-1/s3express/aws4_request' }],
  ['not at all', {}],
])('a request that is signed %s tells nothing', (_, headers) => {
  expect(endpointOf({ protocol: 'https:', hostname: 'h', path: '/', headers })).toBeUndefined();
});
