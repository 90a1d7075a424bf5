import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { deliveryStamp, parseUtc } from '../log-time';
import { type Random, seededRandom } from '../random';
import { lineMaker } from './access-lines';
import { makeAccessPools } from './access-pools';

/** What a benchmark writer made. */
export interface BenchSummary {
  readonly files: number;
  readonly lines: number;
  readonly bytes: number;
}

/** Options of {@link writeBenchAccessLogs}. */
export interface BenchAccessLogOptions {
  /** Lines over all files. */
  readonly lines: number;
  /** Files to spread the lines over. @default 1 */
  readonly files?: number;
  /** Compress every file and add `.gz` to its name. @default false */
  readonly gzip?: boolean;
  /** First day, ISO. @default 2026-02-01 */
  readonly from?: string;
  /** Days that the events spread over. @default 7 */
  readonly days?: number;
  /** @default 1 */
  readonly seed?: number;
}

const CHUNK_LINES = 250;
const DAY_MS = 86_400_000;

/** Writes a large, realistic set of access logs with flat names into a folder; the same options give the same bytes. */
export async function writeBenchAccessLogs(folder: string, options: BenchAccessLogOptions): Promise<BenchSummary> {
  const { lines, files = 1, gzip = false, from = '2026-02-01', days = 7, seed = 1 } = options;
  const random = seededRandom(seed);
  const startMs = parseUtc(from);
  const next = endlessLines(random, startMs, (days * DAY_MS) / lines);
  let bytes = 0;
  mkdirSync(folder, { recursive: true });
  for (let file = 0; file < files; file++) {
    const share = Math.floor(((file + 1) * lines) / files) - Math.floor((file * lines) / files);
    const delivered = files === 1 ? startMs : startMs + Math.floor(((file + 1) * days * DAY_MS) / files) + 1_800_000;
    const name = `${deliveryStamp(delivered)}-${file === 0 ? 'A'.repeat(16) : random.hex(16)}${gzip ? '.gz' : ''}`;
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
    };
    await writeChunks(join(folder, name), chunks(next, share, count), gzip);
  }
  return { files, lines, bytes };
}

async function writeChunks(file: string, source: Iterable<Buffer>, gzip: boolean): Promise<void> {
  const target = createWriteStream(file);
  const from = Readable.from(source, { objectMode: false, highWaterMark: 4_194_304 });
  await (gzip ? pipeline(from, createGzip({ level: 3 }), target) : pipeline(from, target));
}

function* chunks(next: () => string, lines: number, count: (chunk: Buffer) => void): Generator<Buffer> {
  for (let done = 0; done < lines; done += CHUNK_LINES) {
    const part: string[] = [];
    for (let i = Math.min(CHUNK_LINES, lines - done); i > 0; i--) part.push(next());
    const chunk = Buffer.from(`${part.join('\n')}\n`);
    count(chunk);
    yield chunk;
  }
}

/** One line in a thousand is an earlier line once more. */
function endlessLines(random: Random, startMs: number, stepMs: number): () => string {
  const make = lineMaker(random, makeAccessPools(random));
  const waiting: string[] = [];
  const recent: string[] = [];
  let made = 0;
  return () => {
    const position = made++;
    if (recent.length > 0 && random.chance(0.001)) return random.pick(recent);
    while (waiting.length === 0) {
      // Records of half an hour come in any order, as in real files.
      make(waiting, Math.max(startMs, startMs + position * stepMs - random.below(1_800_000)));
      waiting.reverse();
    }
    const line = waiting.pop() as string;
    if (position % 100 === 0) recent[(position / 100) % 50] = line;
    return line;
  };
}
