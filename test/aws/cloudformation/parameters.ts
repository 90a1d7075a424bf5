import { StackError } from './stack-error';
import type { Template, TemplateParameter } from './template';

export type ParameterValue = string | readonly string[];

/** A bootstrap version that is new enough, whatever the account has. */
const BOOTSTRAP_VERSION = '30';

/**
 * Values for all parameters, defaults where none is given.
 * @throws StackError in CloudFormation's words for a value that a parameter does not allow
 */
export function parameterValues(
  { Parameters }: Pick<Template, 'Parameters'>,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, ParameterValue>> {
  const unknown = Object.keys(given).filter((name) => !(name in Parameters));
  if (unknown.length > 0) throw new StackError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const missing = Object.entries(Parameters).filter(
    ([name, { Default }]) => given[name] === undefined && Default === undefined,
  );
  if (missing.length > 0)
    throw new StackError(`Parameters: [${missing.map(([name]) => name).join(', ')}] must have values`);
  return Object.fromEntries(
    Object.entries(Parameters).map(([name, parameter]) => [
      name,
      checkedValue(name, parameter, given[name] ?? String(parameter.Default)),
    ]),
  );
}

function checkedValue(name: string, parameter: TemplateParameter, text: string): ParameterValue {
  if (parameter.Type === 'AWS::SSM::Parameter::Value<String>') return BOOTSTRAP_VERSION;
  const isList = parameter.Type === 'CommaDelimitedList';
  const values = isList ? text.split(',').map((item) => item.trim()) : [text];
  for (const value of values) requireAllowed(name, parameter, value);
  return isList ? values : text;
}

function requireAllowed(name: string, parameter: TemplateParameter, value: string): void {
  const { AllowedValues, AllowedPattern, MinLength = 0, MaxLength = Number.POSITIVE_INFINITY } = parameter;
  const refuse = (problem: string) => {
    const because = parameter.ConstraintDescription;
    return new StackError(`Parameter ${name} failed to satisfy constraint: ${because ?? problem}`);
  };
  if (AllowedValues && !AllowedValues.map(String).includes(value)) {
    throw new StackError(`Parameter '${name}' must be one of AllowedValues`);
  }
  // the pattern has to match the whole value
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(value)) {
    throw refuse(`Parameter ${name} must match pattern ${AllowedPattern}`);
  }
  if (value.length < MinLength || value.length > MaxLength)
    throw refuse(`must have ${MinLength} to ${MaxLength} characters`);
  if (parameter.Type !== 'Number') return;
  const { MinValue = Number.NEGATIVE_INFINITY, MaxValue = Number.POSITIVE_INFINITY } = parameter;
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isNaN(number)) throw refuse('must be a number');
  if (number < MinValue || number > MaxValue) throw refuse(`must be from ${MinValue} to ${MaxValue}`);
}
