import { runCommands } from './command-line';
import { REPOSITORY } from './expect-document';
import { GENERATED } from './markdown';

const COMMANDS = [
  'list',
  'run',
  'report',
  'sql',
  'sync',
  'rollup',
  'logging',
  'start',
  'status',
  'history',
  'fetch',
  'cancel',
  'grants',
];
const SUBCOMMANDS: Readonly<Record<string, readonly string[]>> = { logging: ['status', 'enable', 'disable'] };

/** docs/cli.md: the help of the command line. */
export function renderCliDocument(): string {
  const paths = COMMANDS.flatMap((name) => [[name], ...(SUBCOMMANDS[name] ?? []).map((below) => [name, below])]);
  const [top, ...commands] = runCommands([['--help'], ...paths.map((path) => [...path, '--help'])], REPOSITORY);
  const named = [...(top?.stdout ?? '').matchAll(/^ {2}([a-z][a-z-]*)(?: \[| {2})/gm)].map((match) => match[1]);
  expect(named).toEqual([...COMMANDS, 'help']);
  return [
    '# Command line',
    GENERATED,
    `What \`s3-log-audit --help\` and the help of each command print. What the filters, formats and exit codes mean is told in
the [README](../README.md).`,
    section('s3-log-audit', top?.stdout),
    ...paths.map((path, index) => section(`s3-log-audit ${path.join(' ')}`, commands[index]?.stdout)),
    '',
  ].join('\n\n');
}

function section(command: string, help = ''): string {
  return `## \`${command}\`\n\n\`\`\`\n${help.trim()}\n\`\`\``;
}
