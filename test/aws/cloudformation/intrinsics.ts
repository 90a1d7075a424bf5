import type { ParameterValue } from './parameters';
import type { Template } from './template';

/** `Ref: AWS::NoValue`: the property is not there. */
const NO_VALUE = Symbol('AWS::NoValue');

/** What references lead to. */
export interface References {
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** `AWS::Region` and its kin. */
  readonly pseudo: Readonly<Record<string, string>>;
  /** @throws Error when the resource does not exist (yet) */
  physicalId(logicalId: string): string;
  attribute(logicalId: string, name: string): unknown;
}

type Compute = (argument: unknown, resolve: (value: unknown) => unknown, resolver: Resolver) => unknown;

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html */
const FUNCTIONS: Readonly<Record<string, Compute>> = {
  Ref: (name, _, resolver) => resolver.reference(String(name)),
  'Fn::GetAtt': (argument, _, resolver) => {
    const [logicalId = '', ...name] = Array.isArray(argument) ? argument : String(argument).split('.');
    return resolver.references.attribute(String(logicalId), name.join('.'));
  },
  'Fn::Join': (argument, resolve) => {
    const [separator, items] = argument as [string, unknown];
    return textsOf(resolve(items)).join(separator);
  },
  'Fn::Select': (argument, resolve) => {
    const [index, items] = argument as [unknown, unknown];
    const list = resolve(items) as readonly unknown[];
    const item = list[Number(resolve(index))];
    if (item === undefined)
      throw new Error(`Fn::Select cannot select ${JSON.stringify(index)} of ${list.length} values`);
    return item;
  },
  'Fn::Split': (argument, resolve) => {
    const [separator, text] = argument as [string, unknown];
    return String(resolve(text)).split(separator);
  },
  'Fn::Sub': (argument, resolve, resolver) => {
    const [text, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as [
      string,
      Record<string, unknown>,
    ];
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal !== '') return `\${${name}}`;
      if (name in variables) return String(resolve(variables[name]));
      const [logicalId = '', ...attribute] = name.split('.');
      return String(
        attribute.length === 0
          ? resolver.reference(name)
          : resolver.references.attribute(logicalId, attribute.join('.')),
      );
    });
  },
  'Fn::If': (argument, resolve, resolver) => {
    const [condition, yes, no] = argument as [string, unknown, unknown];
    return resolve(resolver.condition(condition) ? yes : no);
  },
  'Fn::FindInMap': (argument, resolve, resolver) => {
    const [map, first, second] = (argument as unknown[]).map((item) => String(resolve(item))) as [
      string,
      string,
      string,
    ];
    const value = resolver.template.Mappings[map]?.[first]?.[second];
    if (value === undefined) throw new Error(`Unable to get mapping for ${map}::${first}::${second}`);
    return value;
  },
  Condition: (name, _, resolver) => resolver.condition(String(name)),
  'Fn::Equals': (argument, resolve) => {
    const [left, right] = (argument as unknown[]).map(resolve);
    return JSON.stringify(left) === JSON.stringify(right);
  },
  'Fn::Not': (argument, resolve) => !isTrue(resolve((argument as unknown[])[0])),
  'Fn::And': (argument, resolve) => (argument as unknown[]).every((item) => isTrue(resolve(item))),
  'Fn::Or': (argument, resolve) => (argument as unknown[]).some((item) => isTrue(resolve(item))),
  'Fn::Contains': (argument, resolve) => {
    const [list, value] = argument as [unknown, unknown];
    return textsOf(resolve(list)).includes(String(resolve(value)));
  },
  'Fn::EachMemberIn': (argument, resolve) => {
    const [members, list] = (argument as unknown[]).map((item) => textsOf(resolve(item)));
    return (members ?? []).every((member) => (list ?? []).includes(member));
  },
};

/** Resolves everything that a template leaves to the deployment. @throws Error for an intrinsic that is not known here */
export class Resolver {
  constructor(
    readonly template: Template,
    readonly references: References,
  ) {}

  resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.resolve(item)).filter((item) => item !== NO_VALUE);
    if (value === null || typeof value !== 'object') return value;
    const [[name, argument] = ['', undefined], ...more] = Object.entries(value);
    if (more.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) {
      const compute = FUNCTIONS[name];
      if (!compute) throw new Error(`the intrinsic function ${name} is not known here`);
      return compute(argument, (item) => this.resolve(item), this);
    }
    const members = Object.entries(value).map(([key, member]) => [key, this.resolve(member)] as const);
    return Object.fromEntries(members.filter(([, member]) => member !== NO_VALUE));
  }

  condition(name: string): boolean {
    const condition = this.template.Conditions[name];
    if (condition === undefined) throw new Error(`there is no condition ${name}`);
    return isTrue(this.test(condition));
  }

  /** A condition, where `Condition` stands for another one. */
  test(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.test(item));
    if (value === null || typeof value !== 'object') return value;
    const [[name, argument] = ['', undefined]] = Object.entries(value);
    const compute = FUNCTIONS[name];
    if (!compute) throw new Error(`${name} is not known here as a condition`);
    return compute(argument, (item) => this.test(item), this);
  }

  reference(name: string): unknown {
    if (name === 'AWS::NoValue') return NO_VALUE;
    const { parameters, pseudo, physicalId } = this.references;
    return parameters[name] ?? pseudo[name] ?? physicalId.call(this.references, name);
  }
}

function isTrue(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new Error(`${JSON.stringify(value)} is no condition`);
  return value;
}

function textsOf(list: unknown): readonly string[] {
  if (!Array.isArray(list)) throw new Error(`${JSON.stringify(list)} is no list`);
  return list.map(String);
}
