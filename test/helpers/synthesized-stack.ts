import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DAY_MS } from '../../lib/shared/utc-dates';

const REPOSITORY = join(__dirname, '..', '..');
export const STACK_NAME = 'S3LogAudit';

/** A template as `cdk synth` writes it. */
export interface Template {
  readonly Parameters: Readonly<Record<string, Record<string, unknown>>>;
  readonly Rules: Readonly<Record<string, Record<string, unknown>>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown; readonly Condition?: string }>>;
  readonly Metadata: Readonly<Record<string, unknown>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DependsOn?: readonly string[];
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

/** The context of `cdk.json`, which the CDK itself reads only for `cdk synth`. */
export function deployedContext(): Readonly<Record<string, unknown>> {
  const { context } = JSON.parse(readFileSync(join(REPOSITORY, 'cdk.json'), 'utf8'));
  return context;
}

/**
 * Folder with the synthesized stack (`cdk.out`), as `cdk synth` makes it. It is made once for all test files that run at
 * the same time, and again when anything it is made of has changed.
 */
export function synthesizedAssembly(context: Readonly<Record<string, unknown>> = {}): string {
  const folder = join(tmpdir(), 's3-log-audit-assemblies', sourceHash(JSON.stringify(context)));
  if (existsSync(folder)) return folder;
  bundleFunctions();
  const fresh = `${folder}-${process.pid}`;
  mkdirSync(dirname(folder), { recursive: true });
  removeOld(dirname(folder));
  // in a process of its own: loading the CDK into Jest takes many times longer
  execFileSync(process.execPath, ['--require', 'tsx/cjs', 'bin/app.ts'], {
    cwd: REPOSITORY,
    env: {
      ...process.env,
      CDK_OUTDIR: fresh,
      CDK_CONTEXT_JSON: JSON.stringify({ ...deployedContext(), ...context }),
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  try {
    renameSync(fresh, folder);
  } catch (error) {
    // another worker was quicker
    if (!existsSync(folder)) throw error;
    rmSync(fresh, { recursive: true });
  }
  return folder;
}

export function synthesizedTemplate(context: Readonly<Record<string, unknown>> = {}): Template {
  return JSON.parse(readFileSync(join(synthesizedAssembly(context), `${STACK_NAME}.template.json`), 'utf8'));
}

/** Resources of a type, by logical id. */
export function resourcesOfType(
  { Resources }: Template,
  type: string,
): readonly (readonly [string, TemplateResource])[] {
  return Object.entries(Resources).filter(([, { Type }]) => Type === type);
}

function removeOld(assemblies: string): void {
  for (const name of readdirSync(assemblies)) {
    const path = join(assemblies, name);
    if (Date.now() - statSync(path).mtimeMs > DAY_MS) rmSync(path, { recursive: true, force: true });
  }
}

/** Bundles the functions, unless they are what the sources would give. One process at a time does it, the others wait. */
export function bundleFunctions(): void {
  const label = join(REPOSITORY, 'dist', 'functions', 'label');
  const hash = sourceHash('functions');
  const isFresh = () => existsSync(label) && readFileSync(label, 'utf8') === hash;
  const lock = join(tmpdir(), `s3-log-audit-bundles-${hash}`);
  for (let tries = 0; !isFresh(); tries++) {
    if (takeLock(lock)) {
      try {
        execFileSync(process.execPath, [join(REPOSITORY, 'scripts', 'bundle-functions.cjs'), hash], {
          stdio: 'inherit',
        });
      } finally {
        rmdirSync(lock);
      }
    } else {
      if (tries > 600)
        throw new Error(`another process has been bundling for too long; if there is none, remove ${lock}`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
}

function takeLock(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function sourceHash(seed: string): string {
  const hash = createHash('sha256').update(seed);
  for (const path of ['bin/app.ts', 'lib', 'lambda', 'queries', 'scripts', 'cdk.json', 'package-lock.json'])
    addToHash(hash, join(REPOSITORY, path));
  return hash.digest('hex').slice(0, 16);
}

function addToHash(hash: ReturnType<typeof createHash>, path: string): void {
  if (!existsSync(path)) return;
  if (statSync(path).isDirectory()) {
    for (const name of readdirSync(path).sort()) addToHash(hash, join(path, name));
  } else {
    hash.update(path).update(readFileSync(path));
  }
}
