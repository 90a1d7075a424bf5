import { Fn, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * The first eight characters of the UUID in the stack's id. Stack names hold hyphens and capitals, which names of
 * databases may not, and come again when a stack is made anew.
 */
export function shortStackId(scope: Construct): string {
  const uuid = Fn.select(2, Fn.split('/', Stack.of(scope).stackId));
  return Fn.select(0, Fn.split('-', uuid));
}
