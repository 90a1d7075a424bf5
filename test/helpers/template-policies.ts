import { resourcesOfType, type Template } from './synthesized-stack';

/** One action that a role may do on one resource. */
export interface Grant {
  /** Logical id of the role. */
  readonly role: string;
  readonly action: string;
  /** ARN with `<logical id>` in place of what only deployment knows. */
  readonly resource: string;
  readonly condition?: unknown;
}

/** Everything that the roles of a template may do by policies of the template, one action and resource at a time. */
export function grantsOf(template: Template): readonly Grant[] {
  return resourcesOfType(template, 'AWS::IAM::Policy').flatMap(([, { Properties }]) => {
    const { Statement } = Properties.PolicyDocument as { Statement: Statement[] };
    const roles = (Properties.Roles as unknown[]).map(readable);
    return roles.flatMap((role) => Statement.flatMap((statement) => grantsOfStatement(role, statement)));
  });
}

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

function grantsOfStatement(role: string, { Effect, Action, Resource, Condition }: Statement): readonly Grant[] {
  if (Effect !== 'Allow') throw new Error(`${role} is denied something: say what this means for grants`);
  return [Action].flat().flatMap((action) =>
    [Resource].flat().map((resource) => ({
      role: role.slice(1, -1),
      action,
      resource: readable(resource),
      ...(Condition ? { condition: Condition } : {}),
    })),
  );
}

/** Text with `<name>` for a reference, and `<short stack id>` for that part of names. */
export function readable(value: unknown): string {
  if (typeof value === 'string') return value;
  const [name, argument] = Object.entries(value as object)[0] as [string, unknown];
  switch (name) {
    case 'Ref':
      return `<${argument}>`;
    case 'Fn::GetAtt':
      return `<${(argument as string[]).join('.')}>`;
    case 'Fn::Join':
      return (argument as [string, unknown[]])[1].map(readable).join((argument as [string, unknown[]])[0]);
    case 'Fn::If': {
      const [condition, then, otherwise] = argument as [string, unknown, unknown];
      return `<${condition}: ${readable(then)} or ${readable(otherwise)}>`;
    }
    case 'Fn::Select':
      return '<short stack id>';
    default:
      throw new Error(`no such function is known: ${name}`);
  }
}
