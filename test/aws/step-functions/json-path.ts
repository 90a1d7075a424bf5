import { StatesError } from './states-error';

export type Json = unknown;

/** What paths are resolved against. */
export interface PathSources {
  /** `$`. */
  readonly input: Json;
  /** `$$`. */
  readonly context: Json;
}

/** Names behind dots or in brackets; no filters, no wildcards. */
const STEPS = /\.([A-Za-z_][A-Za-z0-9_-]*)|\['([^']+)'\]|\[(\d+)\]/y;

/** The steps of a reference path. @throws Error for a path that is more than that */
function pathSteps(path: string): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  let position = path.startsWith('$$') ? 2 : 1;
  while (position < path.length) {
    STEPS.lastIndex = position;
    const found = STEPS.exec(path);
    if (!found) throw new Error(`the path ${path} is not known here`);
    steps.push(found[3] === undefined ? ((found[1] ?? found[2]) as string) : Number(found[3]));
    position = STEPS.lastIndex;
  }
  return steps;
}

/** Undefined when there is nothing. */
export function findPath(path: string, { input, context }: PathSources): Json | undefined {
  let value = path.startsWith('$$') ? context : input;
  for (const step of pathSteps(path)) {
    if (value === null || typeof value !== 'object') return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** @throws StatesError States.ParameterPathFailure, which a Catch can take */
export function requirePath(path: string, sources: PathSources, where: string): Json {
  const value = findPath(path, sources);
  if (value !== undefined) return value;
  throw new StatesError(
    where === 'Choice' || where === 'Wait' ? 'States.Runtime' : 'States.ParameterPathFailure',
    `The JSONPath '${path}' specified for the field '${where}' could not be found in the input '${JSON.stringify(sources.input)}'`,
  );
}

/** The input with the result put at a path; `$` replaces it, null drops the result. */
export function putResult(path: string | null | undefined, input: Json, result: Json): Json {
  if (path === null) return input;
  const steps = pathSteps(path ?? '$');
  if (steps.length === 0) return result;
  if (input !== null && typeof input === 'object' && !Array.isArray(input))
    return putAt(input as object, steps, result);
  throw new StatesError(
    'States.ResultPathMatchFailure',
    `Unable to apply ReferencePath ${path} to ${JSON.stringify(input)}`,
  );
}

function putAt(place: object, [step, ...rest]: readonly (string | number)[], result: Json): Json {
  const below = (place as Record<string, unknown>)[String(step)];
  const isObject = below !== null && typeof below === 'object' && !Array.isArray(below);
  return { ...place, [String(step)]: rest.length === 0 ? result : putAt(isObject ? below : {}, rest, result) };
}
