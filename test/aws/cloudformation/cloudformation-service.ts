import { z } from 'zod';
import { AwsError } from '../server/aws-error';
import type { Call } from '../server/call';
import { operation } from '../server/operation';
import { queryService } from '../server/query-service';
import type { Service } from '../server/service';
import type { Stack } from './stack';

const stackName = z.string().min(1);

/** AWS CloudFormation's API as far as a deployed stack is looked at; stacks are deployed by tests directly. */
export function cloudFormationService(stacks: ReadonlyMap<string, Stack>): Service {
  const find = (name: string) => [...stacks.values()].findLast((stack) => stack.name === name || stack.id === name);
  const stackOf = (name: string) => {
    const stack = find(name);
    // a deleted stack is found by its id only
    if (!stack || (stack.status === 'DELETE_COMPLETE' && stack.id !== name)) {
      throw new AwsError('ValidationError', `Stack with id ${name} does not exist`);
    }
    return stack;
  };
  const onStack =
    (action: string) =>
    ({ StackName = '*' }: { StackName?: string | undefined }, { region, caller }: Call) => {
      const resource = find(StackName)?.id ?? `arn:aws:cloudformation:${region}:${caller.account}:stack/${StackName}/*`;
      return [{ action, resource }];
    };
  return queryService({
    name: 'cloudformation',
    version: '2010-05-15',
    namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    operations: {
      DescribeStacks: operation({
        input: z.strictObject({ StackName: stackName }),
        permissions: onStack('cloudformation:DescribeStacks'),
        run: ({ StackName }) => ({ Stacks: [describe(stackOf(StackName))] }),
      }),
    },
  });
}

function describe(stack: Stack): object {
  return {
    StackId: stack.id,
    StackName: stack.name,
    CreationTime: stack.created.toISOString(),
    StackStatus: stack.status,
    ...(stack.reason === undefined ? {} : { StackStatusReason: stack.reason }),
    Parameters: Object.entries(stack.parameters).map(([ParameterKey, value]) => ({
      ParameterKey,
      ParameterValue: [value].flat().join(','),
    })),
    Outputs: Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
  };
}
