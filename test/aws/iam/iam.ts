import type { Violations } from '../server/violations';
import { CallLog } from './call-log';
import { type ConditionContext, UnknownConditionError } from './conditions';
import { type Decision, decide, type ResourcePolicy } from './evaluate';
import { type PolicyDocument, parsePolicy } from './policy-document';
import type { Principal } from './principal';

export interface Role {
  readonly arn: string;
  readonly trust: PolicyDocument;
  /** Inline and attached policies by name. */
  readonly policies: Map<string, PolicyDocument>;
}

/** An action that a request needs, with the facts that conditions may ask for. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
  readonly conditions?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Service that acts in the principal's name. */
  readonly via?: string;
}

/** Finds the policy on a resource; undefined when the ARN is not one of this service's. */
export type ResourcePolicySource = (resource: string) => ResourcePolicy | undefined;

/** Roles, policies, and the one place where access is decided. */
export class Iam {
  readonly roles = new Map<string, Role>();
  readonly calls = new CallLog();
  private readonly resourcePolicies: ResourcePolicySource[] = [];

  constructor(
    private readonly violations: Violations,
    private readonly account: string,
  ) {}

  addResourcePolicies(source: ResourcePolicySource): void {
    this.resourcePolicies.push(source);
  }

  createRole(arn: string, trust: unknown, policies: Readonly<Record<string, unknown>> = {}): Role {
    const parsed = Object.entries(policies).map(([name, policy]) => [name, parsePolicy(policy)] as const);
    const role = { arn, trust: parsePolicy(trust), policies: new Map(parsed) };
    this.roles.set(arn, role);
    return role;
  }

  requireRole(arn: string): Role {
    const role = this.roles.get(arn);
    if (!role) throw new Error(`there is no role ${arn}`);
    return role;
  }

  /** Whether a service may act with a role. */
  trusts(roleArn: string, service: string, conditions: Permission['conditions'] = {}): boolean {
    const role = this.roles.get(roleArn);
    if (!role) return false;
    const principal: Principal = { kind: 'service', service, account: this.account, arn: service };
    const context = () => contextOf(principal, conditions, this.account);
    // a trust policy names no resource: it is on the role
    const request = { principal, action: 'sts:AssumeRole', resource: roleArn, context };
    return this.judged(() => decide(request, [], { account: '', policy: role.trust })).allowed;
  }

  /** Decides and writes the decision down. */
  authorize(principal: Principal, permission: Permission): Decision {
    const decision = this.peek(principal, permission);
    this.calls.add({
      principal,
      action: permission.action,
      resource: permission.resource,
      allowed: decision.allowed,
      ...(permission.conditions ? { conditions: definedLists(permission.conditions) } : {}),
      ...(permission.via === undefined ? {} : { via: permission.via }),
    });
    return decision;
  }

  /** Decides what AWS decides in passing, which no policy is written for. */
  peek(principal: Principal, { action, resource, conditions = {} }: Permission): Decision {
    const resourcePolicy = this.policyOn(resource, principal);
    const context = () => contextOf(principal, conditions, resourcePolicy.account);
    const policies = [...(this.roles.get(principal.roleArn ?? '')?.policies.values() ?? [])];
    return this.judged(() => decide({ principal, action, resource, context }, policies, resourcePolicy));
  }

  private policyOn(resource: string, principal: Principal): ResourcePolicy {
    for (const source of this.resourcePolicies) {
      const found = source(resource);
      if (found) return found;
    }
    return { account: resource.split(':')[4] || principal.account };
  }

  private judged(judge: () => Decision): Decision {
    try {
      return judge();
    } catch (error) {
      if (!(error instanceof UnknownConditionError)) throw error;
      this.violations.add(`a policy has an ${error.message}`);
      return { allowed: false, reason: error.message };
    }
  }
}

function contextOf(
  principal: Principal,
  conditions: Permission['conditions'] = {},
  resourceAccount: string,
): ConditionContext {
  const facts = {
    // the local AWS speaks plain HTTP where AWS's clients speak TLS
    'aws:SecureTransport': 'true',
    'aws:PrincipalIsAWSService': String(principal.kind === 'service'),
    'aws:PrincipalServiceName': principal.kind === 'service' ? principal.service : undefined,
    'aws:PrincipalArn': principal.kind === 'service' ? undefined : (principal.roleArn ?? principal.arn),
    'aws:PrincipalAccount': principal.kind === 'service' ? undefined : principal.account,
    'aws:ResourceAccount': resourceAccount || undefined,
    's3:ResourceAccount': resourceAccount || undefined,
    ...conditions,
  };
  return new Map(Object.entries(definedLists(facts)).map(([key, values]) => [key.toLowerCase(), values]));
}

function definedLists(
  facts: Readonly<Record<string, string | readonly string[] | undefined>>,
): Readonly<Record<string, readonly string[]>> {
  const lists = Object.entries(facts).flatMap(([key, value]) => (value === undefined ? [] : [[key, [value].flat()]]));
  return Object.fromEntries(lists) as Record<string, readonly string[]>;
}
