import type { Template } from './template';

/** The resources that each one needs: what it refers to, and what it names in DependsOn. */
export function dependenciesOf({ Resources }: Pick<Template, 'Resources'>): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    Object.entries(Resources).map(([logicalId, { Properties, Metadata, DependsOn = [] }]) => {
      const needed = new Set<string>();
      collect([Properties, Metadata], needed);
      for (const name of [DependsOn].flat()) {
        if (!(name in Resources)) throw new Error(`${logicalId} depends on ${name}, which is no resource`);
        needed.add(name);
      }
      return [logicalId, new Set([...needed].filter((name) => name in Resources && name !== logicalId))];
    }),
  );
}

function collect(value: unknown, needed: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, needed);
  else if (value !== null && typeof value === 'object') {
    for (const [name, argument] of Object.entries(value)) {
      if (name === 'Ref') needed.add(String(argument));
      else if (name === 'Fn::GetAtt')
        needed.add(String(Array.isArray(argument) ? argument[0] : argument).split('.')[0] as string);
      else {
        if (name === 'Fn::Sub') for (const id of substituted(argument)) needed.add(id);
        collect(argument, needed);
      }
    }
  }
}

function substituted(argument: unknown): readonly string[] {
  const text = String(Array.isArray(argument) ? argument[0] : argument);
  return [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name = '']) => name.split('.')[0] as string);
}

/** Those that are needed before those that need them. @throws Error for a circle */
export function inOrder(dependencies: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const order: string[] = [];
  const begun = new Set<string>();
  const visit = (name: string, path: readonly string[]) => {
    if (order.includes(name)) return;
    if (begun.has(name)) throw new Error(`Circular dependency between resources: ${[...path, name].join(' → ')}`);
    begun.add(name);
    for (const needed of dependencies.get(name) ?? []) visit(needed, [...path, name]);
    order.push(name);
  };
  for (const name of dependencies.keys()) visit(name, []);
  return order;
}
