import type { IncomingHttpHeaders } from 'node:http';

/** A request as it came in, body read. */
export interface HttpRequest {
  /** Request id of the answer. */
  readonly id: string;
  readonly method: string;
  /** Without the port. */
  readonly host: string;
  /** As it was sent, percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Of the body, only so many bytes are sent before the connection breaks. */
  readonly cutAt?: number;
}
