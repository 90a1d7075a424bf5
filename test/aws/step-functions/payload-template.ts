import { type Json, type PathSources, requirePath } from './json-path';
import { StatesError } from './states-error';

/** A payload template with its paths and intrinsic functions resolved. */
export function fillTemplate(template: Json, sources: PathSources): Json {
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item, sources));
  if (template === null || typeof template !== 'object') return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith('.$')
        ? [name.slice(0, -2), resolveExpression(String(value), sources)]
        : [name, fillTemplate(value, sources)],
    ),
  );
}

/** A path or a call of an intrinsic function. @throws Error for a function that is not known here */
export function resolveExpression(expression: string, sources: PathSources): Json {
  if (expression.startsWith('$')) return requirePath(expression, sources, 'Parameters');
  const [, name = '', list = ''] = /^(States\.[A-Za-z]+)\((.*)\)$/s.exec(expression) ?? [];
  const intrinsic = INTRINSICS[name];
  if (!intrinsic) throw new Error(`${expression} is neither a path nor an intrinsic function that is known here`);
  return intrinsic(argumentsOf(list).map((argument) => argumentValue(argument, sources)));
}

const INTRINSICS: Readonly<Record<string, (values: readonly Json[]) => Json>> = {
  'States.Format': ([format, ...values]) => {
    let next = 0;
    const text = String(format).replace(/\\(.)|\{\}/g, (token, escaped: string | undefined) =>
      escaped === undefined ? textOf(values[next++]) : token.slice(1),
    );
    if (next !== values.length) throw failure('States.Format', `${values.length} values for ${next} places`);
    return text;
  },
  'States.JsonToString': ([value]) => JSON.stringify(value),
  'States.StringToJson': ([text]) => {
    try {
      return JSON.parse(String(text)) as Json;
    } catch (error) {
      throw failure('States.StringToJson', (error as Error).message);
    }
  },
};

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function failure(name: string, problem: string): StatesError {
  return new StatesError('States.IntrinsicFailure', `${name}: ${problem}`);
}

/** Arguments are strings in single quotes, numbers, true, false, null and paths; nested calls are not known here. */
function argumentsOf(list: string): readonly string[] {
  const found = list.match(/'(?:[^'\\]|\\.)*'|[^,'\s][^,']*/g) ?? [];
  return found.map((argument) => argument.trim());
}

function argumentValue(argument: string, sources: PathSources): Json {
  if (argument.startsWith('$')) return requirePath(argument, sources, 'Parameters');
  if (argument.startsWith("'")) return argument.slice(1, -1).replaceAll("\\'", "'");
  if (/^(-?\d+(\.\d+)?|true|false|null)$/.test(argument)) return JSON.parse(argument) as Json;
  throw new Error(`the argument ${argument} of an intrinsic function is not known here`);
}
