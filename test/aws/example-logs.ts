import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { globSync } from 'tinyglobby';
import type { LogTypeId } from '../../lib/log-types/log-type';
import type { S3Store } from './s3/store';

const EXAMPLES = join(__dirname, '..', '..', 'examples');

/** Puts the example logs below a prefix, as they lie in their folder; gives their keys. */
export function putExamples(s3: S3Store, bucket: string, prefix: string, logType: LogTypeId): readonly string[] {
  const folder = join(EXAMPLES, logType);
  return globSync('**/*', { cwd: folder })
    .sort()
    .map((path) => {
      const key = `${prefix}${posix.normalize(path.replaceAll('\\', '/'))}`;
      s3.put(bucket, key, readFileSync(join(folder, path)));
      return key;
    });
}
