import type { AuthorizedCall } from './call-log';
import type { Role } from './iam';
import { fits } from './patterns';
import { SERVICE_SIDE_ACTIONS } from './service-side-actions';

/** An action on a resource that a role may do. */
export interface Grant {
  readonly roleArn: string;
  readonly action: string;
  readonly resource: string;
}

/** Everything that the roles' own policies allow, one entry for each action on each resource. */
export function grantsOf(roles: Iterable<Role>): readonly Grant[] {
  return [...roles].flatMap(({ arn: roleArn, policies }) =>
    [...policies.values()]
      .flatMap(({ Statement }) => Statement)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action = [], Resource = [] }) =>
        Action.flatMap((action) => Resource.map((resource) => ({ roleArn, action, resource }))),
      ),
  );
}

/**
 * Grants that nothing needed: granted minus used, where used is what was called or what services are known to call with a
 * role that they were seen to act with. Give it the calls of all runs that together use everything.
 */
export function unusedGrants(roles: Iterable<Role>, calls: readonly AuthorizedCall[]): readonly Grant[] {
  const allowed = calls.filter((call) => call.allowed);
  return grantsOf(roles).filter((grant) => {
    const own = allowed.filter(({ principal }) => principal.roleArn === grant.roleArn);
    return !own.some((call) => uses(call, grant)) && !isServiceSide(grant, own);
  });
}

function uses(call: AuthorizedCall, { action, resource }: Grant): boolean {
  return fits(action, call.action, true) && fits(resource, call.resource);
}

function isServiceSide({ action }: Grant, own: readonly AuthorizedCall[]): boolean {
  const services = new Set(own.map(({ via }) => via));
  return SERVICE_SIDE_ACTIONS.some(({ via, actions }) => services.has(via) && actions.includes(action));
}
