/** Who makes a request. */
export interface Principal {
  /** `root` may do everything in its own account; `service` is an AWS service with no identity of the account's. */
  readonly kind: 'root' | 'role' | 'service';
  /** As policies and error messages show it; a role's is its session. */
  readonly arn: string;
  readonly account: string;
  /** ARN of the role behind a session. */
  readonly roleArn?: string;
  /** Name such as `scheduler.amazonaws.com`; for a role, the service that acts with it. */
  readonly service?: string;
}

export function rootOf(account: string, partition = 'aws'): Principal {
  return { kind: 'root', account, arn: `arn:${partition}:iam::${account}:root` };
}

/** A session of a role, as the service that uses it sees it. */
export function roleSession(roleArn: string, session: string, service?: string): Principal {
  const [, partition, , , account, name] = roleArn.split(':');
  if (!account || !name?.startsWith('role/')) throw new Error(`this is no ARN of a role: ${roleArn}`);
  // a path of the role is not part of the session's ARN
  const role = name.split('/').at(-1);
  return {
    kind: 'role',
    account,
    roleArn,
    arn: `arn:${partition}:sts::${account}:assumed-role/${role}/${session}`,
    ...(service === undefined ? {} : { service }),
  };
}
