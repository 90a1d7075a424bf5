import { NotEmulatedError } from './aws-error';
import type { HttpReply } from './http-message';
import { type Operations, perform } from './operation';
import type { Service } from './service';
import { toXml } from './xml';

export interface QueryServiceOptions {
  readonly name: string;
  readonly version: string;
  readonly namespace: string;
  readonly operations: Operations;
}

/**
 * A service that takes forms and answers XML.
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function queryService({ name, version, namespace, operations }: QueryServiceOptions): Service {
  return {
    name,
    route(request) {
      const form = new URLSearchParams(request.body.toString());
      const action = form.get('Action') ?? '';
      const operation = operations[action];
      if (!operation) throw new NotEmulatedError(`${name} ${action}`);
      if (form.get('Version') !== version) throw new NotEmulatedError(`${name} of ${form.get('Version')}`);
      form.delete('Action');
      form.delete('Version');
      return {
        action,
        resource: form.toString(),
        async run(call) {
          const output = await perform(operation, call, fromForm(form), 'ValidationError');
          return xmlReply(200, `${action}Response`, namespace, {
            [`${action}Result`]: withMembers(output),
            ResponseMetadata: { RequestId: request.id },
          });
        },
      };
    },
    errorReply: ({ code, message, status }, request) =>
      xmlReply(status, 'ErrorResponse', namespace, {
        Error: { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message },
        RequestId: request.id,
      }),
  };
}

function xmlReply(status: number, root: string, namespace: string, content: Record<string, unknown>): HttpReply {
  return { status, headers: { 'content-type': 'text/xml' }, body: toXml(root, content, namespace) };
}

type FormTree = { [name: string]: FormTree | string };

/** `A.member.1.B=x` as `{A: [{B: 'x'}]}`, `E.entry.1.key=k` as a list of entries. */
function fromForm(form: URLSearchParams): unknown {
  const tree: FormTree = {};
  for (const [path, value] of form) {
    const names = path.split('.');
    let place = tree;
    for (const name of names.slice(0, -1)) {
      place[name] ??= {};
      const below = place[name];
      if (typeof below === 'string') throw new Error(`${path} is both a value and a structure`);
      place = below;
    }
    place[names.at(-1) as string] = value;
  }
  return listsOf(tree);
}

function listsOf(value: FormTree | string): unknown {
  if (typeof value === 'string') return value;
  const { member, entry } = value;
  const list = member ?? entry;
  if (list && typeof list !== 'string' && Object.keys(value).length === 1) {
    return Object.keys(list)
      .sort((a, b) => Number(a) - Number(b))
      .map((index) => listsOf(list[index] as FormTree));
  }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, listsOf(member)]));
}

/** Lists as the protocol writes them: an element with `member` elements. */
function withMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? '' : { member: value.map(withMembers) };
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withMembers(member)]));
}
