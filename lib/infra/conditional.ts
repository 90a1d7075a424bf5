import { Aspects, type CfnCondition, CfnOutput, CfnResource, type IAspect } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Puts conditions of the template on everything below some constructs. The constructs themselves know nothing of it:
 * they are made, or not, when the template is; a parameter decides later.
 */
export class Conditional implements IAspect {
  static apply(scope: IConstruct, parts: readonly (readonly [IConstruct, CfnCondition])[]): void {
    Aspects.of(scope).add(new Conditional(new Map(parts)));
  }

  private constructor(private readonly conditions: ReadonlyMap<IConstruct, CfnCondition>) {}

  visit(node: IConstruct): void {
    const condition = this.conditionOf(node);
    if (!condition) return;
    if (node instanceof CfnResource) node.cfnOptions.condition = condition;
    if (node instanceof CfnOutput) node.condition = condition;
  }

  private conditionOf(node: IConstruct): CfnCondition | undefined {
    const part = node.node.scopes.findLast((scope) => this.conditions.has(scope));
    return part && this.conditions.get(part);
  }
}
