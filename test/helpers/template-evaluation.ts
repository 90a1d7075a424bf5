import type { Template, TemplateResource } from './synthesized-stack';

/** Values of parameters by name; a list is text with commas, as on the command line. */
export type ParameterValues = Readonly<Record<string, string | number>>;

/** The resources that CloudFormation makes with these parameters. */
export function deployedResources(
  template: Template,
  given: ParameterValues,
): Readonly<Record<string, TemplateResource>> {
  return Object.fromEntries(
    Object.entries(template.Resources).filter(([, { Condition }]) => isTrue(template, Condition, given)),
  );
}

/** The names of the outputs that the stack has with these parameters. */
export function deployedOutputs(template: Template, given: ParameterValues): readonly string[] {
  return Object.entries(template.Outputs)
    .filter(([, { Condition }]) => isTrue(template, Condition, given))
    .map(([name]) => name);
}

function isTrue(template: Template, condition: string | undefined, given: ParameterValues): boolean {
  return condition === undefined || evaluate(template.Conditions[condition], withDefaults(template, given)) === true;
}

/** What CloudFormation says against these parameters before it makes anything. */
export function refusals(template: Template, given: ParameterValues): readonly string[] {
  const values = withDefaults(template, given);
  return [...valueRefusals(template, values), ...ruleRefusals(template, values)];
}

function valueRefusals({ Parameters }: Template, values: ParameterValues): readonly string[] {
  return Object.entries(Parameters).flatMap(([name, definition]) => {
    const value = values[name];
    if (value === undefined) return [`${name} must have a value`];
    const entries = definition.Type === 'CommaDelimitedList' ? members(value) : [String(value)];
    return entries.filter((entry) => !isAllowed(definition, entry)).map((entry) => `${name} can't be '${entry}'`);
  });
}

function isAllowed(definition: Readonly<Record<string, unknown>>, value: string): boolean {
  const { AllowedValues, AllowedPattern, MinValue, MaxValue, MaxLength, Type } = definition;
  return (
    (!AllowedValues || (AllowedValues as string[]).includes(value)) &&
    (!AllowedPattern || new RegExp(`^(?:${AllowedPattern})$`).test(value)) &&
    (Type !== 'Number' || /^-?\d+(\.\d+)?$/.test(value)) &&
    (MinValue === undefined || Number(value) >= Number(MinValue)) &&
    (MaxValue === undefined || Number(value) <= Number(MaxValue)) &&
    (MaxLength === undefined || value.length <= Number(MaxLength))
  );
}

function ruleRefusals({ Rules }: Template, values: ParameterValues): readonly string[] {
  return Object.values(Rules).flatMap(({ RuleCondition, Assertions }) => {
    if (RuleCondition !== undefined && !evaluate(RuleCondition, values)) return [];
    return (Assertions as { Assert: unknown; AssertDescription: string }[])
      .filter(({ Assert }) => !evaluate(Assert, values))
      .map(({ AssertDescription }) => AssertDescription);
  });
}

function withDefaults({ Parameters }: Template, given: ParameterValues): ParameterValues {
  const defaults = Object.entries(Parameters).flatMap(([name, { Default }]) =>
    Default === undefined ? [] : [[name, Default as string]],
  );
  return { ...Object.fromEntries(defaults), ...given };
}

/** Intrinsic functions of conditions and rules; any other is an error. */
function evaluate(expression: unknown, values: ParameterValues): unknown {
  if (typeof expression !== 'object' || expression === null || Array.isArray(expression)) return expression;
  const [name, argument] = Object.entries(expression)[0] as [string, unknown];
  const args = () => (argument as unknown[]).map((arg) => evaluate(arg, values));
  switch (name) {
    case 'Ref':
      return values[argument as string];
    case 'Fn::Equals':
      return String(args()[0]) === String(args()[1]);
    case 'Fn::Not':
      return !args()[0];
    case 'Fn::And':
      return args().every(Boolean);
    case 'Fn::Or':
      return args().some(Boolean);
    case 'Fn::EachMemberIn':
      return members(args()[0]).every((member) => members(args()[1]).includes(member));
    case 'Fn::Contains':
      return members(args()[0]).includes(String(args()[1]));
    default:
      throw new Error(`no such function is known: ${name}`);
  }
}

function members(value: unknown): readonly string[] {
  return Array.isArray(value)
    ? value
    : String(value)
        .split(',')
        .map((member) => member.trim());
}
