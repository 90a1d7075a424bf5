import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAccessLogs } from './access/files';
import { accessStoryFiles } from './story/access-story';
import { trailStoryFiles } from './story/trail-story';
import { writeTrail, writeTrailDistractors } from './trail/files';

/** Writes the logs of the story below `<folder>/access-logs` and `<folder>/cloudtrail`, replacing what is there. */
export function writeExamples(folder: string): void {
  const accessLogs = join(folder, 'access-logs');
  rmSync(accessLogs, { recursive: true, force: true });
  writeAccessLogs(accessLogs, accessStoryFiles());
  const trail = join(folder, 'cloudtrail');
  rmSync(trail, { recursive: true, force: true });
  writeTrail(trail, trailStoryFiles());
  for (const file of trailStoryFiles().slice(0, 1)) writeTrailDistractors(trail, file);
}
