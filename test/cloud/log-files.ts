import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { globSync } from 'tinyglobby';
import type { LocalAws } from '../aws';

/** A folder of logs on this machine that can be put into a bucket as it is. */
export class LogFiles {
  readonly folder = mkdtempSync(join(tmpdir(), 'cloud-logs-'));

  write(path: string, content: Buffer): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** Keys by which the files below a folder of it lie in the bucket, the prefix before the path in that folder. */
  putInto(
    aws: LocalAws,
    bucket: string,
    prefix = '',
    more: Parameters<LocalAws['s3']['put']>[3] = {},
    below = '.',
  ): readonly string[] {
    const root = join(this.folder, below);
    return globSync('**/*', { cwd: root })
      .sort()
      .map((path) => {
        aws.s3.put(bucket, `${prefix}${path}`, readFileSync(join(root, path)), more);
        return `${prefix}${path}`;
      });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
