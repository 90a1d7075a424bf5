import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './expect-document';

const read = (path: string) => readFileSync(join(REPOSITORY, path), 'utf8');
/** Help by command. */
const help = new Map(
  read('docs/cli.md')
    .split(/^## `s3-log-audit /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('`')), section] as const),
);
const named = ['README.md', 'docs/deploy.md', 'docs/logging.md', 'docs/runbook.md', 'docs/security.md'].flatMap(
  (document) =>
    [...read(document).matchAll(/(?:npx |')s3-log-audit (logging [a-z]+|[a-z]+)((?:[^`'\n]|'[^'\n]*')*)/g)].map(
      ([text, command = '', rest = '']) => ({
        document,
        text,
        command,
        options: rest.match(/(?<= )--?[a-z][a-z-]*/g) ?? [],
      }),
    ),
);

test.each(named)('$document: $text is a command of ours with options of its own', ({ command, options }) => {
  const known = help.get(command);
  expect(known).toBeDefined();
  expect(
    options.filter((option) => !new RegExp(`^ +(?:-\\w, )?${option}[ \\n]|^ +${option}, `, 'm').test(known ?? '')),
  ).toEqual([]);
});
