import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeAccessLogs } from './access/files';
import { accessStoryFiles } from './story/access-story';

/** Writes the logs of the story below `<folder>/access-logs`, replacing what is there. */
export function writeExamples(folder: string): void {
  const accessLogs = join(folder, 'access-logs');
  rmSync(accessLogs, { recursive: true, force: true });
  writeAccessLogs(accessLogs, accessStoryFiles());
}

if (require.main === module) writeExamples(resolve(__dirname, '../../examples'));
