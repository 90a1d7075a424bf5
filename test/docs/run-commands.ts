// Runs our command line for each list of arguments in the JSON on standard input, as on a terminal of 120 columns, and
// prints what came of it as JSON.
import { readFileSync } from 'node:fs';
import { main } from '../../lib/cli/main';
import type { CommandOutcome } from './command-line';

const COLUMNS = 120;

const print = process.stdout.write.bind(process.stdout);
const captured = { stdout: '', stderr: '' };

void runAll(JSON.parse(readFileSync(0, 'utf8')) as readonly (readonly string[])[]);

async function runAll(commands: readonly (readonly string[])[]): Promise<void> {
  actAsTerminal('stdout');
  actAsTerminal('stderr');
  const outcomes: CommandOutcome[] = [];
  for (const args of commands) {
    Object.assign(captured, { stdout: '', stderr: '' });
    await main(args);
    outcomes.push({ exitCode: Number(process.exitCode), ...captured });
  }
  process.exitCode = 0;
  print(JSON.stringify(outcomes));
}

function actAsTerminal(name: 'stdout' | 'stderr'): void {
  const stream = process[name];
  Object.defineProperties(stream, { isTTY: { value: true }, columns: { value: COLUMNS } });
  // every run listens for closed pipes
  stream.setMaxListeners(0);
  stream.write = (text: string | Uint8Array, ...rest: unknown[]): boolean => {
    captured[name] += String(text);
    const done = rest.at(-1);
    if (typeof done === 'function') done();
    return true;
  };
}
