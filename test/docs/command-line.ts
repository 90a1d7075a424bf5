import { execFileSync } from 'node:child_process';

/** What a command of ours did. */
export interface CommandOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs our command line once for each list of arguments, in a folder; all in one process, because starting takes time. */
export function runCommands(commands: readonly (readonly string[])[], folder: string): readonly CommandOutcome[] {
  const script = require.resolve('./run-commands');
  const output = execFileSync(process.execPath, ['--require', require.resolve('tsx/cjs'), script], {
    cwd: folder,
    input: JSON.stringify(commands),
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
    maxBuffer: 1 << 28,
  });
  return JSON.parse(output) as readonly CommandOutcome[];
}
