import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { STEPS } from '../../lib/workflow/audit-run/cloud-names';
import { ROLLUP_STEPS } from '../../lib/workflow/log-rollup/rollup-names';
import { resourcesOfType, STACK_NAME, synthesizedAssembly, synthesizedTemplate } from '../helpers/synthesized-stack';

interface Assets {
  readonly files: Readonly<Record<string, { readonly source: { readonly path: string } }>>;
}

const assembly = synthesizedAssembly();
const { files } = JSON.parse(readFileSync(join(assembly, `${STACK_NAME}.assets.json`), 'utf8')) as Assets;

/** Folders with the code of our functions, by the step in the id. */
const folders = resourcesOfType(synthesizedTemplate(), 'AWS::Lambda::Function')
  .filter(([id]) => /^(Audit|Rollup)/.test(id))
  .map(([id, { Properties }]) => {
    const { S3Key } = Properties.Code as { S3Key: string };
    return [id, join(assembly, files[S3Key.replace('.zip', '')]?.source.path ?? 'missing')] as const;
  });

test('every step has a function with a bundle of its own', () => {
  expect(new Set(folders.map(([, folder]) => folder)).size).toBe(STEPS.length + ROLLUP_STEPS.length);
});

test.each(folders)('%s: the bundle is smaller than 1 MB and has the analyses beside it', (_, folder) => {
  expect(statSync(join(folder, 'index.js')).size).toBeLessThan(1_000_000);
  expect(existsSync(join(folder, 'queries', 'access-logs', 'deletions', 'query.sql'))).toBe(true);
});

test('every bundle can be loaded with nothing but what is in it', () => {
  const script = 'for (const path of process.argv.slice(1)) console.log(typeof require(path).handler)';
  const output = execFileSync(process.execPath, ['-e', script, ...folders.map(([, folder]) => folder)], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, AWS_REGION: 'eu-west-1' },
  });
  expect(output.trim().split('\n')).toEqual(folders.map(() => 'function'));
});
