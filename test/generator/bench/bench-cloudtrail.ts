import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseUtc, trailStamp, utcDay } from '../log-time';
import { seededRandom } from '../random';
import type { BenchSummary } from './bench-access-logs';
import { recordMaker } from './trail-records';

/** Options of {@link writeBenchCloudTrail}. */
export interface BenchCloudTrailOptions {
  /** Events over all files. */
  readonly events: number;
  /** Events in one file. @default 5000 */
  readonly eventsPerFile?: number;
  /** First day, ISO. @default 2026-02-01 */
  readonly from?: string;
  /** Days that the events spread over. @default 7 */
  readonly days?: number;
  /** @default 1 */
  readonly seed?: number;
}

/** Writes a large CloudTrail set below `folder/AWSLogs`; the same options give the same events. */
export function writeBenchCloudTrail(folder: string, options: BenchCloudTrailOptions): BenchSummary {
  const { events, eventsPerFile = 5_000, from = '2026-02-01', days = 7, seed = 1 } = options;
  const random = seededRandom(seed);
  const make = recordMaker(random);
  const stepMs = (days * 86_400_000) / events;
  const files = Math.ceil(events / eventsPerFile);
  let bytes = 0;
  for (let file = 0; file < files; file++) {
    const first = file * eventsPerFile;
    const records: string[] = [];
    for (let i = first; i < Math.min(events, first + eventsPerFile); i++)
      records.push(make(parseUtc(from) + i * stepMs));
    // One in a thousand events is delivered twice.
    for (let i = 0; i < records.length; i += 1_000) if (i > 0) records[i] = records[i - 1] as string;
    const text = `{"Records":[${records.join(',')}]}`;
    bytes += text.length;
    const delivered = parseUtc(from) + (first + records.length) * stepMs + 300_000;
    const subfolder = join(folder, 'AWSLogs/111122223333/CloudTrail/eu-west-1', utcDay(delivered).replaceAll('-', '/'));
    mkdirSync(subfolder, { recursive: true });
    const name = `111122223333_CloudTrail_eu-west-1_${trailStamp(delivered)}_${random.text(16, 'ABCDEFGHabcdefgh01234567')}.json.gz`;
    writeFileSync(join(subfolder, name), gzipSync(text, { level: 5 }));
  }
  return { files, lines: events, bytes };
}
