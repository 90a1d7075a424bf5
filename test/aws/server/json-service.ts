import { AwsError, NotEmulatedError } from './aws-error';
import type { HttpReply, HttpRequest } from './http-message';
import { type Operations, perform } from './operation';
import type { Service } from './service';

export interface JsonServiceOptions {
  /** Signing name. */
  readonly name: string;
  /** Before the dot of `X-Amz-Target`. */
  readonly target: string;
  readonly version: '1.0' | '1.1';
  /** Code of the error for input that the service refuses. */
  readonly invalidInput: string;
  readonly operations: Operations;
}

/**
 * A service that speaks AWS JSON.
 * Source: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function jsonService({ name, target, version, invalidInput, operations }: JsonServiceOptions): Service {
  const contentType = `application/x-amz-json-${version}`;
  return {
    name,
    route(request) {
      const [prefix, action = ''] = String(request.headers['x-amz-target']).split('.');
      const operation = prefix === target ? operations[action] : undefined;
      if (!operation) throw new NotEmulatedError(`${name} ${String(request.headers['x-amz-target'])}`);
      if (request.headers['content-type'] !== contentType) {
        throw new AwsError('UnknownOperationException', `${name} takes ${contentType}`, 404);
      }
      return {
        action,
        resource: request.body.toString(),
        async run(call) {
          const output = await perform(operation, call, parseJson(request, invalidInput), invalidInput);
          return reply(200, output, contentType, request);
        },
      };
    },
    errorReply: ({ code, message, status, more }, request) =>
      reply(status, { __type: code, message, Message: message, ...more.members }, contentType, request, more.headers),
  };
}

function parseJson(request: HttpRequest, invalid: string): unknown {
  try {
    return JSON.parse(request.body.toString() || '{}');
  } catch (error) {
    throw new AwsError(invalid, `the body is no JSON: ${(error as Error).message}`);
  }
}

function reply(
  status: number,
  body: object,
  contentType: string,
  request: HttpRequest,
  headers: Readonly<Record<string, string>> = {},
): HttpReply {
  return {
    status,
    headers: { 'content-type': contentType, 'x-amzn-requestid': request.id, ...headers },
    body: JSON.stringify(body),
  };
}
