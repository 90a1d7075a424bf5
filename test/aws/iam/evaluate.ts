import { type ConditionContext, conditionsHold } from './conditions';
import { arnFits, fits } from './patterns';
import type { PolicyDocument, PolicyStatement, PrincipalElement } from './policy-document';
import type { Principal } from './principal';

/** What somebody wants to do. */
export interface AccessRequest {
  readonly principal: Principal;
  /** Such as `s3:GetObject`. */
  readonly action: string;
  /** ARN, or `*` for actions that know no resource. */
  readonly resource: string;
  /** Facts for conditions; most statements have none. */
  readonly context: () => ConditionContext;
}

/** The policy on the resource itself, and whose it is. */
export interface ResourcePolicy {
  readonly account: string;
  readonly policy?: PolicyDocument;
  /** A KMS key is reached through its own policy only, which may hand the decision to its account. */
  readonly decidesAlone?: boolean;
}

export interface Decision {
  readonly allowed: boolean;
  /** In the words that AWS uses. */
  readonly reason: string;
}

/**
 * IAM's decision.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decide(
  request: AccessRequest,
  identityPolicies: readonly PolicyDocument[],
  resource: ResourcePolicy,
): Decision {
  const { principal } = request;
  const identity = identityPolicies.flatMap(({ Statement }) => Statement).filter((item) => covers(item, request));
  const onResource = (resource.policy?.Statement ?? [])
    .filter((item) => covers(item, request))
    .map((item) => ({ Effect: item.Effect, names: named(item, principal) }))
    .filter(({ names }) => names !== 'no');

  if (onResource.some(({ Effect }) => Effect === 'Deny')) return refuse('an explicit deny in a resource-based policy');
  if (identity.some(({ Effect }) => Effect === 'Deny')) return refuse('an explicit deny in an identity-based policy');

  const byIdentity = principal.kind === 'root' || identity.some(({ Effect }) => Effect === 'Allow');
  const directly = onResource.some(({ names }) => names === 'itself');
  const byAccount = onResource.some(({ names }) => names === 'its account');
  if (principal.account !== resource.account || resource.decidesAlone) {
    if (directly && (principal.account === resource.account || principal.kind === 'service')) return ALLOWED;
    if (!directly && !byAccount) return refuse('no resource-based policy allows');
    return byIdentity ? ALLOWED : refuse('no identity-based policy allows');
  }
  return byIdentity || directly ? ALLOWED : refuse('no identity-based policy allows');
}

const ALLOWED: Decision = { allowed: true, reason: 'allowed' };

function refuse(reason: string): Decision {
  return { allowed: false, reason };
}

/** Whether a statement speaks of this action on this resource under these conditions. */
function covers(statement: PolicyStatement, { action, resource, context }: AccessRequest): boolean {
  const acts = (patterns: readonly string[]) => patterns.some((pattern) => fits(pattern, action, true));
  const meant = (patterns: readonly string[]) => patterns.some((pattern) => fits(pattern, resource));
  if (statement.Action ? !acts(statement.Action) : acts(statement.NotAction ?? [])) return false;
  if (statement.Resource ? !meant(statement.Resource) : meant(statement.NotResource ?? [])) return false;
  return statement.Condition === undefined || conditionsHold(statement.Condition, context());
}

type Named = 'itself' | 'its account' | 'no';

function named(statement: PolicyStatement, principal: Principal): Named {
  if (statement.NotPrincipal) return namedBy(statement.NotPrincipal, principal) === 'no' ? 'itself' : 'no';
  if (!statement.Principal) return 'no';
  const names = namedBy(statement.Principal, principal);
  // a deny for an account is one for all its principals
  return names === 'its account' && statement.Effect === 'Deny' ? 'itself' : names;
}

function namedBy(element: PrincipalElement, principal: Principal): Named {
  if (principal.kind === 'service') {
    return element.Service?.includes(principal.service ?? '') || element.AWS?.includes('*') ? 'itself' : 'no';
  }
  const names = element.AWS ?? [];
  if (names.some((name) => name === '*' || name === principal.arn || name === principal.roleArn)) return 'itself';
  const account = names.some(
    (name) => name === principal.account || arnFits(`arn:*:iam::${principal.account}:root`, name),
  );
  return account ? 'its account' : 'no';
}
