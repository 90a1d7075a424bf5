import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { globSync } from 'tinyglobby';
import type { SmokeCase } from './smoke-cases';

/** Where the stack is, and who acts there. */
export interface Cloud {
  readonly logBucket: string;
  /** Makes the stack, or changes its parameters. */
  deploy(parameters: Readonly<Record<string, string>>): Promise<void>;
  putLog(key: string, content: Buffer): Promise<void>;
  /** Runs the product's command line. @throws Error when it doesn't end with 0 */
  commandLine(args: readonly string[]): Promise<void>;
  tell(text: string): void;
}

const WINDOW = ['--from', '2026-02-03', '--to', '2026-02-06'];

/** Deploys for the logs of a case and asks everything about them in each way. Returns what differs from the laptop. */
export async function runCase(cloud: Cloud, smoke: SmokeCase, workFolder: string): Promise<readonly string[]> {
  const { name, logType, copyModes } = smoke;
  const folder = (...parts: string[]) => {
    const path = join(workFolder, name, ...parts);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const logs = folder('logs');
  smoke.write(logs);
  for (const path of globSync('**/*', { cwd: logs })) {
    await cloud.putLog(`${name}/${path}`, readFileSync(join(logs, path)));
  }
  await cloud.deploy({
    LogBucket: cloud.logBucket,
    LogPrefix: `${name}/`,
    LogType: logType === 'cloudtrail' ? 'CloudTrail' : 'S3AccessLogs',
    SourceBuckets: logType === 'cloudtrail' ? '' : 'acme-media,acme-backups',
  });
  const laptop = folder('laptop');
  await cloud.commandLine(['run', 'all', '--logs', logs, ...WINDOW, '--format', 'json', '-o', laptop]);
  const differences: string[] = [];
  for (const copyMode of copyModes) {
    const answers = folder(copyMode);
    await cloud.commandLine(['start', 'all', ...WINDOW, '--copy-mode', copyMode, '--wait']);
    await cloud.commandLine(['fetch', 'all', '--format', 'json', '-o', answers]);
    const found = differencesIn(answers, laptop).map((difference) => `${name}, ${copyMode}: ${difference}`);
    differences.push(...found);
    cloud.tell(found.length === 0 ? `${name}, ${copyMode}: the answers of the laptop` : found.join('\n'));
  }
  return differences;
}

/** @throws Error when there are no answers at all */
function differencesIn(folder: string, expectedFolder: string): readonly string[] {
  const files = readdirSync(expectedFolder).sort();
  if (files.length === 0) throw new Error(`the laptop has left no answers in ${expectedFolder}`);
  return files.flatMap((file) => {
    const [found, expected] = [rowsIn(join(folder, file)), rowsIn(join(expectedFolder, file))];
    if (isDeepStrictEqual(found, expected)) return [];
    const at = expected.findIndex((row, index) => !isDeepStrictEqual(row, found[index]));
    const place = at < 0 ? expected.length : at;
    return [`${file}, row ${place + 1}: ${JSON.stringify(found[place])} instead of ${JSON.stringify(expected[place])}`];
  });
}

function rowsIn(path: string): readonly unknown[] {
  return (JSON.parse(readFileSync(path, 'utf8')) as { rows: readonly unknown[] }).rows;
}
