import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { REPOSITORY } from './expect-document';
import { anchor } from './markdown';

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'examples/README.md',
  ...readdirSync(join(REPOSITORY, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`),
];

test.each(documents)('%s links to what is there', (document) => {
  const links = [...textOf(document).matchAll(/\]\((?!https?:)([^)#]*)(#[^)]*)?\)/g)];
  const broken = links.filter(([, path = '', fragment]) => {
    const target = path === '' ? document : join(dirname(document), path);
    if (!existsSync(join(REPOSITORY, target))) return true;
    return fragment !== undefined && !anchorsOf(target).includes(fragment.slice(1));
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

test.each(documents)('%s names paths that are there', (document) => {
  const paths = [...textOf(document).matchAll(/`((?:bin|lib|queries|test|examples|docs)\/[\w./-]*)`/g)];
  const missing = paths.map((match) => match[1] ?? '').filter((path) => !existsSync(join(REPOSITORY, path)));
  expect(missing).toEqual([]);
});

function anchorsOf(document: string): readonly string[] {
  return [...textOf(document).matchAll(/^#+ (.*)$/gm)].map((match) => anchor(match[1] ?? ''));
}

function textOf(document: string): string {
  return readFileSync(join(REPOSITORY, document), 'utf8');
}
