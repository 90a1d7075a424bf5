import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { AuditStack, type AuditStackProps } from '../../lib/infra/audit-stack';
import { STEPS } from '../../lib/workflow/audit-run/cloud-names';

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

/** An app with the context of `cdk.json`, which the CDK reads only for `cdk synth`. */
export function appAsDeployed(outdir?: string): App {
  const { context } = JSON.parse(readFileSync(join(REPOSITORY, 'cdk.json'), 'utf8'));
  return new App({
    analyticsReporting: false,
    context: { ...context, functions: functionsFolder() },
    ...(outdir ? { outdir } : {}),
  });
}

/**
 * Folder with the synthesized stack (`cdk.out`). It is made once for all test files that run at the same time, and again
 * when anything it is made of has changed.
 */
export function synthesizedAssembly(props: AuditStackProps = {}): string {
  const folder = join(tmpdir(), 's3-log-audit-assemblies', sourceHash(JSON.stringify(props)));
  if (existsSync(folder)) return folder;
  const fresh = `${folder}-${process.pid}`;
  const app = appAsDeployed(fresh);
  new AuditStack(app, STACK_NAME, props);
  app.synth();
  try {
    renameSync(fresh, folder);
  } catch (error) {
    // another worker was quicker
    if (!existsSync(folder)) throw error;
    rmSync(fresh, { recursive: true });
  }
  return folder;
}

export function synthesizedTemplate(props: AuditStackProps = {}): Template {
  return JSON.parse(readFileSync(join(synthesizedAssembly(props), `${STACK_NAME}.template.json`), 'utf8'));
}

/** Resources of a type, by logical id. */
export function resourcesOfType(
  { Resources }: Template,
  type: string,
): readonly (readonly [string, TemplateResource])[] {
  return Object.entries(Resources).filter(([, { Type }]) => Type === type);
}

/** Handlers that say nothing, until there are real ones. */
function functionsFolder(): string {
  const folder = join(tmpdir(), 's3-log-audit-assemblies', 'functions');
  for (const step of STEPS) {
    mkdirSync(join(folder, step), { recursive: true });
    writeFileSync(join(folder, step, 'index.js'), 'exports.handler = async ({ state }) => state;\n');
  }
  return folder;
}

function sourceHash(seed: string): string {
  const hash = createHash('sha256').update(seed);
  for (const path of ['lib', 'lambda', 'queries', 'cdk.json', 'package.json']) addToHash(hash, join(REPOSITORY, path));
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
