import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { type ErrorCode, FAILURE_CODES, USAGE_CODES } from '../../lib/shared/errors';
import { REPOSITORY } from './expect-document';

/** Codes of errors that the functions of a stack can end with: those named in any module that they are made of. */
export function codesOfFunctions(): readonly ErrorCode[] {
  const known = Object.keys({ ...USAGE_CODES, ...FAILURE_CODES }) as ErrorCode[];
  const words = new Set(
    modulesOfFunctions().flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/'([A-Z_]+)'/g)].map(([, word = '']) => word),
    ),
  );
  return known.filter((code) => words.has(code));
}

function modulesOfFunctions(): readonly string[] {
  const found = new Set<string>();
  const visit = (path: string) => {
    // where all codes stand says nothing
    if (found.has(path) || path.endsWith('/lib/shared/errors.ts')) return;
    found.add(path);
    const imports = [...readFileSync(path, 'utf8').matchAll(/from '(\.[^']*)'/g)].map((match) =>
      join(dirname(path), match[1] ?? ''),
    );
    for (const target of imports) visit([`${target}.ts`, join(target, 'index.ts')].find(existsSync) as string);
  };
  for (const path of globSync('lambda/*/handler.ts', { cwd: REPOSITORY })) visit(join(REPOSITORY, path));
  return [...found];
}
