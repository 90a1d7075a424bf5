import { Fn, Stack } from 'aws-cdk-lib';
import { type CfnPolicy, type IRole, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

export interface LogKeyAccessProps {
  readonly key: IKey;
  readonly readers: readonly IRole[];
  /** @default - reading only */
  readonly actions?: readonly string[];
}

/** What readers of logs need when a customer-managed key encrypts them: a policy of its own, because it may be absent. */
export class LogKeyAccess extends Construct {
  readonly resource: CfnPolicy;

  constructor(scope: Construct, id: string, { key, readers, actions = ['kms:Decrypt'] }: LogKeyAccessProps) {
    super(scope, id);
    const s3 = Fn.join('', ['s3.', Stack.of(this).region, '.amazonaws.com*']);
    const policy = new Policy(this, 'Policy', {
      roles: [...readers],
      statements: [
        new PolicyStatement({
          actions: [...actions],
          resources: [key.keyArn],
          // only for S3 in this Region; the ending differs between partitions
          conditions: { StringLike: { 'kms:ViaService': s3 } },
        }),
      ],
    });
    this.resource = policy.node.defaultChild as CfnPolicy;
  }
}
