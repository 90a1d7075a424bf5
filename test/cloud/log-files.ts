import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import type { LocalAws } from '../aws';

/** A folder of logs on this machine that can be put into a bucket as it is. */
export class LogFiles {
  readonly folder = mkdtempSync(join(tmpdir(), 'cloud-logs-'));

  /** Keys by which the files lie in the bucket, the prefix before the path in the folder. */
  putInto(
    aws: LocalAws,
    bucket: string,
    prefix = '',
    more: Parameters<LocalAws['s3']['put']>[3] = {},
  ): readonly string[] {
    return globSync('**/*', { cwd: this.folder })
      .sort()
      .map((path) => {
        aws.s3.put(bucket, `${prefix}${path}`, readFileSync(join(this.folder, path)), more);
        return `${prefix}${path}`;
      });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
