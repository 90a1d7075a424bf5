import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type CommandOutcome, runCommands } from './command-line';
import { REPOSITORY } from './expect-document';

const readme = readFileSync(join(REPOSITORY, 'README.md'), 'utf8');
const examples = readFileSync(join(REPOSITORY, 'examples/README.md'), 'utf8');
const report = readFileSync(join(REPOSITORY, 'docs/report.md'), 'utf8');
const commands = [...new Set([readme, examples, report].flatMap(commandsOf))];
const outcomes = new Map<string, CommandOutcome>();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'documents-'));
  symlinkSync(join(REPOSITORY, 'examples'), join(folder, 'examples'));
  symlinkSync('examples/access-logs', join(folder, 'logs'));
  symlinkSync('examples/cloudtrail', join(folder, 'trail'));
  for (const [path, text] of filesOf(readme)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const results = runCommands(commands.map(argumentsOf), folder);
  for (const [index, command] of commands.entries()) outcomes.set(command, results[index] as CommandOutcome);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(commands)('%s works on the examples and finds something', (command) => {
  const { exitCode, stdout, stderr } = outcomes.get(command) as CommandOutcome;
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(stdout).not.toMatch(/no rows|"rows":\[\s*\]/);
});

test.each(samplesOf(readme))('$command prints what the README shows', ({ command, output }) => {
  const { stdout, stderr } = outcomes.get(command) as CommandOutcome;
  const printed = (stdout + stderr).replace(/ +$/gm, '');
  for (const piece of output.split(/^…\n/m)) expect(printed).toContain(piece);
});

/** Commands in code, without those that stand for many (`…`), need a shell or AWS, or delete logs. */
function commandsOf(text: string): readonly string[] {
  return [...text.matchAll(/npx (s3-log-audit [^`\n]*)/g)]
    .map((match) => match[1]?.trim() ?? '')
    .filter((command) => !/[…<>|]|s3:/.test(command))
    .filter((command) => !/^s3-log-audit (?:logging|rollup|start|status|history|fetch|cancel|grants)\b/.test(command));
}

/** `npx s3-log-audit …` after a `$`, with the output below it. */
function samplesOf(text: string): readonly { command: string; output: string }[] {
  return [...text.matchAll(/^```text\n\$ npx (.*)\n([^`]*)^```$/gm)].map(([, command = '', output = '']) => ({
    command,
    output,
  }));
}

/** Files that are shown below their paths. */
function filesOf(text: string): readonly (readonly [string, string])[] {
  return [...text.matchAll(/^`(my-queries\/[^`]*)`:\n\n```\w+\n([^`]*)^```$/gm)].map(
    ([, path = '', content = '']) => [path, content] as const,
  );
}

/** Arguments as a shell cuts them, single quotes included. */
function argumentsOf(command: string): readonly string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].slice(1).map(([, quoted, bare]) => quoted ?? bare ?? '');
}
