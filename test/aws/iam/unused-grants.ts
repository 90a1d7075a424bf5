import type { AuthorizedCall } from './call-log';
import type { Role } from './iam';
import { fits } from './patterns';

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

/** Grants that no call needed: granted minus used. */
export function unusedGrants(roles: Iterable<Role>, calls: readonly AuthorizedCall[]): readonly Grant[] {
  const allowed = calls.filter((call) => call.allowed);
  return grantsOf(roles).filter(
    ({ roleArn, action, resource }) =>
      !allowed.some(
        (call) =>
          call.principal.roleArn === roleArn && fits(action, call.action, true) && fits(resource, call.resource),
      ),
  );
}
