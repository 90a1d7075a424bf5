import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { VirtualClock } from '../clock/virtual-clock';
import type { CredentialStore } from '../iam/credentials';
import type { Iam } from '../iam/iam';
import { AwsError, NotEmulatedError } from './aws-error';
import type { Faults } from './faults';
import type { HttpReply, HttpRequest } from './http-message';
import { newRequestId } from './ids';
import type { Service } from './service';
import { requireSignature } from './sigv4';
import type { Violations } from './violations';
import { LostAnswer, withFaults } from './with-faults';

export interface ServerParts {
  readonly iam: Iam;
  readonly credentials: CredentialStore;
  readonly faults: Faults;
  readonly violations: Violations;
  readonly services: readonly Service[];
  /** While a request is answered no time is skipped. */
  readonly clock: VirtualClock;
  /** Requests that carry no signature, such as the answer of a custom resource. */
  readonly unsigned: (request: HttpRequest) => HttpReply | undefined;
}

/** The one HTTP server behind which all services are. */
export class AwsServer {
  private readonly server: Server;

  constructor(private readonly parts: ServerParts) {
    this.server = createServer((incoming, response) => void parts.clock.work(() => this.serve(incoming, response)));
    this.server.keepAliveTimeout = 60_000;
  }

  async listen(port = 0): Promise<void> {
    await new Promise<void>((done, fail) => {
      this.server.once('error', fail);
      this.server.listen(port, '127.0.0.1', done);
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const request = await readRequest(incoming);
      send(response, request, await this.answer(request), this.parts.clock.now());
    } catch (error) {
      // who is killed while it sends a request breaks nothing
      const isExpected = error instanceof LostAnswer || !incoming.complete;
      if (!isExpected) this.parts.violations.add(`the local AWS broke: ${stackOf(error)}`);
      response.destroy();
    }
  }

  private async answer(request: HttpRequest): Promise<HttpReply> {
    const unsigned = this.parts.unsigned(request);
    if (unsigned) return unsigned;
    const service = this.serviceOf(request);
    try {
      const { accessKeyId, region } = requireSignature(request);
      const { iam, violations, credentials, faults } = this.parts;
      const principal = credentials.require(accessKeyId, service.name);
      const caller = {
        service: service.name,
        requestId: request.id,
        region,
        accessKeyId,
        caller: principal,
        iam,
        violations,
      };
      const routed = service.route(request, caller);
      const call = { ...caller, action: routed.action };
      return await withFaults(faults, call, routed.resource, () => routed.run(call));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error instanceof NotEmulatedError)
        this.parts.violations.add(`${request.method} ${request.path}: ${error.message}`);
      return service.errorReply(error, request);
    }
  }

  private serviceOf(request: HttpRequest): Service {
    const scope = /Credential=[^/]+\/[^/]+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? 's3';
    const name = scope === 's3' && request.path.startsWith('/v20180820/') ? 's3-control' : scope;
    const service = this.parts.services.find((candidate) => candidate.name === name);
    if (!service) throw new Error(`no service ${name} for ${request.method} ${request.path}`);
    return service;
  }
}

async function readRequest(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const [path = '/', search = ''] = splitOnce(incoming.url ?? '/', '?');
  return {
    id: newRequestId(),
    method: incoming.method ?? 'GET',
    host: hostOf(incoming),
    path,
    query: new URLSearchParams(search),
    headers: incoming.headers,
    body: Buffer.concat(chunks),
  };
}

/** Without the port. A function's `fetch` can't resolve names of this machine and tells the one that it meant. */
function hostOf({ headers }: IncomingMessage): string {
  return String(headers['x-local-host'] ?? headers.host ?? '').replace(/:\d+$/, '');
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function send(
  response: ServerResponse,
  request: HttpRequest,
  { status, headers, body, cutAt }: HttpReply,
  now: Date,
): void {
  response.writeHead(status, {
    // the SDK believes that its clock is wrong when this is far from its own time, and tries again
    date: now.toUTCString(),
    'x-amz-request-id': request.id,
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    ...headers,
  });
  if (cutAt === undefined) response.end(request.method === 'HEAD' ? undefined : body);
  else response.write(Buffer.from(body ?? '').subarray(0, cutAt), () => response.destroy());
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
