import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunctions, type Template } from '../helpers/synthesized-stack';

const REPOSITORY = join(__dirname, '..', '..');
const NODE_MODULES = join(REPOSITORY, 'node_modules');
let project: string;

/** A project of somebody else, with the package and the CDK installed, and the app of docs/deploy.md. */
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'own-app-'));
  const modules = join(project, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(NODE_MODULES)) {
    if (name !== 'esbuild' && name !== 's3-log-audit') symlinkSync(join(NODE_MODULES, name), join(modules, name));
  }
  installPackage(join(modules, 's3-log-audit'));
  writeFileSync(join(project, 'app.ts'), `${appOfDocument()}\napp.synth();\n`);
  const compilerOptions = { module: 'node16', target: 'es2023', strict: true, skipLibCheck: true, outDir: 'out' };
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...compilerOptions, types: ['node'] }, files: ['app.ts'] }),
  );
}, 120_000);
afterAll(() => rmSync(project, { recursive: true, force: true }));

test('the app in the document compiles with the types of the package, and makes the stack', () => {
  runNode(join(NODE_MODULES, 'typescript', 'bin', 'tsc'), '-p', project);
  runNode(join(project, 'out', 'app.js'));
  const template = JSON.parse(readFileSync(join(project, 'cdk.out', 'WeeklyAudit.template.json'), 'utf8')) as Template;
  const types = Object.values(template.Resources).map(({ Type }) => Type);
  expect(types).toEqual(
    expect.arrayContaining(['AWS::StepFunctions::StateMachine', 'AWS::Scheduler::Schedule', 'AWS::Athena::NamedQuery']),
  );
  expect(Object.keys(template.Outputs)).toContain('StateMachineArn');
}, 120_000);

test('the package holds the library, the bundles and the analyses, and no tests', () => {
  const [{ files }] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: REPOSITORY, encoding: 'utf8' }),
  ) as [{ files: { path: string }[] }];
  const paths = files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining(['dist/functions/plan/index.js', 'queries/access-logs/view.yaml', 'package.json']),
  );
  expect(paths.filter((path) => /^(lib|lambda|test|bin)\//.test(path))).toEqual([]);
});

/** What `npm install` would put there: compiled from the sources as they are, so that no stale build is tested. */
function installPackage(folder: string): void {
  bundleFunctions();
  runNode(
    join(NODE_MODULES, 'typescript', 'bin', 'tsc'),
    '-p',
    join(REPOSITORY, 'tsconfig.build.json'),
    '--outDir',
    join(folder, 'dist'),
  );
  for (const path of ['package.json', 'queries', 'dist/functions']) {
    cpSync(join(REPOSITORY, path), join(folder, path), { recursive: true });
  }
}

function appOfDocument(): string {
  const blocks = readFileSync(join(REPOSITORY, 'docs', 'deploy.md'), 'utf8').match(/(?<=^```ts\n)[^`]*(?=^```$)/gm);
  return blocks?.[0] ?? 'throw new Error("docs/deploy.md shows no app")';
}

function runNode(...args: readonly string[]): void {
  const env = { ...process.env, CDK_OUTDIR: join(project, 'cdk.out'), CDK_VALIDATION: 'false' };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: project, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}: exit code ${status}\n${stdout}${stderr}`);
}
