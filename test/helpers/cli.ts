import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..', '..');
/** A process that does not end is a failure, not a reason to wait. */
const LONGEST_MS = 50_000;
const BUILDS = join(ROOT, 'node_modules', '.cache', 's3-log-audit-cli');

/** What a process of the command line left behind. */
export interface CliResult {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly stdoutBytes: Buffer;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Buffer;
  /** Called with the process as soon as it runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs the command line as its users do: a process of compiled code, without a terminal. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return runProcess(process.execPath, [cliPath(), ...args], options);
}

/** The compiled command line; compiled once for each state of the sources, so that it is never stale. */
export function cliPath(): string {
  const build = join(BUILDS, sourcesHash());
  const path = join(build, 'bin', 's3-log-audit.js');
  if (!existsSync(path)) compile(build);
  return path;
}

/** Runs a program to its end. */
export function runProcess(program: string, args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const { cwd = ROOT, env = {}, input, onStart } = options;
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd, env: { ...plainEnvironment(), ...env }, stdio: 'pipe' });
    const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (bytes: Buffer) => stdout.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => stderr.push(bytes));
    // a process that fails early reads no input
    child.stdin.on('error', () => {});
    child.on('error', fail);
    child.on('close', (code) => {
      clearTimeout(timer);
      const stdoutBytes = Buffer.concat(stdout);
      done({ code, stdout: stdoutBytes.toString(), stderr: Buffer.concat(stderr).toString(), stdoutBytes });
    });
    if (input !== undefined || !onStart) child.stdin.end(input);
    onStart?.(child);
  });
}

function plainEnvironment(): NodeJS.ProcessEnv {
  const { FORCE_COLOR, NO_COLOR, NODE_OPTIONS, ...rest } = process.env;
  return rest;
}

function compile(build: string): void {
  const made = `${build}.${process.pid}`;
  mkdirSync(made, { recursive: true });
  const tsc = join(ROOT, 'node_modules', '.bin', 'tsc');
  const { stdout } = spawnSync(tsc, ['-p', 'tsconfig.build.json', '--outDir', made], { cwd: ROOT, encoding: 'utf8' });
  if (!existsSync(join(made, 'bin', 's3-log-audit.js')))
    throw new Error(`the command line can not be compiled: ${stdout}`);
  for (const name of ['queries', 'package.json']) symlinkSync(join(ROOT, name), join(made, name));
  try {
    renameSync(made, build);
  } catch {
    // another process has compiled the same
    rmSync(made, { recursive: true });
  }
}

function sourcesHash(): string {
  // packages may be shared by several copies of the repository
  const hash = createHash('sha256')
    .update(ROOT)
    .update(readFileSync(join(ROOT, 'tsconfig.build.json')));
  for (const folder of ['bin', 'lib']) {
    const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    );
    for (const name of names.sort()) hash.update(name).update(readFileSync(join(ROOT, folder, name)));
  }
  return hash.digest('hex').slice(0, 16);
}
