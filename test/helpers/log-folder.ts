import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type AccessEvent, accessEvent, renderAccessLine } from '../generator';

/** Content of files by their path below a folder. */
export type Files = Readonly<Record<string, string | Buffer>>;

/** An empty folder of its own below the one for temporary files. */
export function makeFolder(name = 'logs'): string {
  return realpathSync(mkdtempSync(join(tmpdir(), `${name}-`)));
}

/** Writes the files and returns their folder. */
export function writeFiles(files: Files, folder = makeFolder()): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Calls with a folder that holds the files, and removes it. */
export async function withFiles<T>(files: Files, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = writeFiles(files);
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Plain requests for objects, one a second, each with an id of its own; `parts` gives what is special about one. */
export function requests(count: number, parts: (index: number) => Partial<AccessEvent> = () => ({})): AccessEvent[] {
  return Array.from({ length: count }, (_, index) =>
    accessEvent({
      bucket: 'acme-media',
      timeMs: Date.UTC(2026, 1, 3, 10) + index * 1000,
      operation: 'REST.GET.OBJECT',
      remoteIp: '192.0.2.7',
      requester: 'arn:aws:iam::111122223333:user/alice',
      requestId: index.toString(16).toUpperCase().padStart(16, '0'),
      key: `media/${index}.jpg`,
      requestUri: `GET /media/${index}.jpg HTTP/1.1`,
      status: 200,
      bytesSent: 100 + index,
      objectSize: 100 + index,
      totalMs: 12,
      turnAroundMs: 11,
      userAgent: 'aws-cli/2.22.33',
      ...parts(index),
    }),
  );
}

/** The lines of events, without line ends. */
export function linesOf(events: readonly AccessEvent[]): string[] {
  return events.map(renderAccessLine);
}
