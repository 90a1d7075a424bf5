import { z } from 'zod';
import type { Platform } from '../platform';
import type { AssemblyAssets } from './assembly';
import type { Provisioned, ResourceIdentity } from './stack-resource';

/** A resource to be made, changed or deleted, and what that takes. */
export interface ResourceRequest extends ResourceIdentity {
  readonly platform: Platform;
  readonly assets: AssemblyAssets;
}

/** How a type of resources is made, changed and deleted. */
export interface ResourceHandler {
  create(request: ResourceRequest): Provisioned | Promise<Provisioned>;
  /** Changes the resource in place; without it, another one is made and this one deleted. */
  update?(
    request: ResourceRequest,
    before: Provisioned,
    oldProperties: ResourceRequest['properties'],
  ): Provisioned | Promise<Provisioned>;
  delete(request: ResourceRequest, provisioned: Provisioned): void | Promise<void>;
}

/** Handler of a type whose properties are checked first; unknown ones fail the deployment. */
export function handlerOf<Schema extends z.ZodType>(
  schema: Schema,
  handler: {
    create(properties: z.infer<Schema>, request: ResourceRequest): Provisioned | Promise<Provisioned>;
    update?(
      properties: z.infer<Schema>,
      request: ResourceRequest,
      before: Provisioned,
    ): Provisioned | Promise<Provisioned>;
    delete(provisioned: Provisioned, request: ResourceRequest, properties: z.infer<Schema>): void | Promise<void>;
  },
): ResourceHandler {
  const parse = ({ type, properties }: ResourceRequest): z.infer<Schema> => {
    const parsed = schema.safeParse(properties);
    if (parsed.success) return parsed.data;
    throw new Error(`properties of ${type}: ${z.prettifyError(parsed.error)}`);
  };
  const { update } = handler;
  return {
    create: (request) => handler.create(parse(request), request),
    ...(update ? { update: (request, before) => update(parse(request), request, before) } : {}),
    delete: (request, provisioned) => handler.delete(provisioned, request, parse(request)),
  };
}

/** Tags mean nothing here. */
export const tagsSchema = z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional();
