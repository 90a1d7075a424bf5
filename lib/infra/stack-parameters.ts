import { CfnParameter, type Stack } from 'aws-cdk-lib';
import { PARAMETER_GROUPS, PARAMETERS, type ParameterDefinition, type ParameterName } from './parameters';

/** The parameters of a stack, with groups and labels for the console's form. */
export class StackParameters {
  private readonly parameters: ReadonlyMap<string, CfnParameter>;

  constructor(stack: Stack) {
    const definitions = Object.entries<ParameterDefinition>(PARAMETERS);
    this.parameters = new Map(definitions.map(([name, definition]) => [name, parameterOf(stack, name, definition)]));
    stack.templateOptions.metadata = {
      ...stack.templateOptions.metadata,
      'AWS::CloudFormation::Interface': {
        ParameterGroups: PARAMETER_GROUPS.map(({ label, parameters }) => ({
          Label: { default: label },
          Parameters: Object.keys(parameters),
        })),
        ParameterLabels: Object.fromEntries(definitions.map(([name, { label }]) => [name, { default: label }])),
      },
    };
  }

  of(name: ParameterName): CfnParameter {
    return this.parameters.get(name) as CfnParameter;
  }
}

function parameterOf(stack: Stack, name: string, definition: ParameterDefinition): CfnParameter {
  const { label: _label, allowedValues, constraintDescription, ...rest } = definition;
  return new CfnParameter(stack, name, {
    ...rest,
    ...(allowedValues ? { allowedValues: [...allowedValues] } : {}),
    ...(constraintDescription ? { constraintDescription: `must be ${constraintDescription}` } : {}),
  });
}
