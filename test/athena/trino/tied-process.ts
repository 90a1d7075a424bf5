import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/** A shell that runs a program ($0) until the program ends or its own standard input does. */
const ENDS_WITH_ITS_INPUT = 'exec 3<&0; "$0" "$@" </dev/null & p=$!; (cat <&3 >/dev/null; kill $p) & wait $p';

/** Starts a program that ends with this process, even when nobody can tidy up. Closing its input ends it, too. */
export function spawnTied(
  program: string,
  args: readonly string[],
  { cwd, output }: { readonly cwd: string; readonly output: number },
): ChildProcess {
  const options: SpawnOptions = { cwd, stdio: ['pipe', output, output] };
  return spawn('sh', ['-c', ENDS_WITH_ITS_INPUT, program, ...args], options);
}
