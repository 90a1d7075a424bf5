import type { ResourceHandler } from '../resource-handler';
import { COMPUTE } from './compute';
import { IDENTITY } from './identity';
import { NOTIFICATION } from './notification';
import { QUERY } from './query';
import { STORAGE } from './storage';

const HANDLERS: Readonly<Record<string, ResourceHandler>> = {
  ...STORAGE,
  ...IDENTITY,
  ...QUERY,
  ...COMPUTE,
  ...NOTIFICATION,
};

/** A custom resource is told by its function what it is. */
const CUSTOM: ResourceHandler = {
  create: (request) => request.platform.customResources.send('Create', request),
  async update(request, { physicalId }, oldProperties) {
    const after = await request.platform.customResources.send('Update', request, { physicalId, oldProperties });
    if (after.physicalId !== physicalId) {
      await request.platform.customResources.send('Delete', { ...request, properties: oldProperties }, { physicalId });
    }
    return after;
  },
  async delete(request, { physicalId }) {
    await request.platform.customResources.send('Delete', request, { physicalId });
  },
};

/** @throws Error for a type that is not known here */
export function requireHandler(type: string): ResourceHandler {
  if (type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource') return CUSTOM;
  const handler = HANDLERS[type];
  if (!handler) throw new Error(`resources of the type ${type} are not known here`);
  return handler;
}
