import type { Iam, Permission } from '../iam/iam';
import { type PolicyDocument, parsePolicy } from '../iam/policy-document';
import type { Principal } from '../iam/principal';
import { AwsError } from '../server/aws-error';
import type { Encryption } from './stored-object';

/** Customer managed keys; they encrypt nothing, but whoever uses one needs permission. */
export class KmsKeys {
  private readonly keys = new Map<string, { readonly account: string; readonly policy: PolicyDocument }>();

  constructor(private readonly iam: Iam) {
    iam.addResourcePolicies((resource) => {
      const key = this.keys.get(resource);
      return key && { ...key, decidesAlone: true };
    });
  }

  create(arn: string, policy: unknown): string {
    const account = arn.split(':')[4] as string;
    this.keys.set(arn, { account, policy: parsePolicy(policy) });
    return arn;
  }

  /** @throws AwsError AccessDenied, as S3 puts it, when the principal may not use the object's key */
  require(
    action: 'kms:Decrypt' | 'kms:GenerateDataKey',
    principal: Principal,
    { algorithm, keyArn }: Encryption,
    objectArn: string,
    region: string,
    via?: string,
  ): void {
    if (algorithm !== 'aws:kms' || keyArn === undefined) return;
    const permission: Permission = {
      action,
      resource: keyArn,
      conditions: {
        'kms:ViaService': `s3.${region}.amazonaws.com`,
        'kms:CallerAccount': principal.account,
        'kms:EncryptionContext:aws:s3:arn': objectArn,
      },
      ...(via === undefined ? {} : { via }),
    };
    const { allowed, reason } = this.iam.authorize(principal, permission);
    if (allowed) return;
    throw new AwsError(
      'AccessDenied',
      `User: ${principal.arn} is not authorized to perform: ${action} on this resource because ${reason} (key ${keyArn})`,
      403,
    );
  }
}
