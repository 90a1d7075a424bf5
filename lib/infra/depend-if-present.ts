import { Aws, type CfnResource, Fn, Lazy } from 'aws-cdk-lib';

/** `DependsOn` can't name a resource whose condition is false; a reference under the same condition can. */
export function dependIfPresent(resource: CfnResource, needed: readonly CfnResource[]): void {
  const reference = ({ ref, cfnOptions: { condition } }: CfnResource) =>
    condition ? Fn.conditionIf(condition.logicalId, ref, Aws.NO_VALUE) : ref;
  // conditions are put on later
  resource.addMetadata('s3-log-audit:needs', Lazy.any({ produce: () => needed.map(reference) }));
}
