import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readParsedLines } from '../engines/duckdb/parsed-logs/read-parsed-lines';
import { writeParsedLogs } from '../engines/duckdb/parsed-logs/write-parsed-logs';
import type { ByteSink, ContentCodec } from './content-codec';
import type { ObjectWriter } from './rollup-store';

const LINE_END = Buffer.from('\n');
const MEMORY_MB = 500;

/** Rollups as Parquet, made and read through files in a folder of the caller's own. */
export function parquetCodec(workFolder: string): ContentCodec {
  return {
    encode: (writer) => new ParquetSink(writer, mkdtempSync(join(workFolder, 'write-'))),
    decode: (stored) => decode(stored, mkdtempSync(join(workFolder, 'read-'))),
    linesOnly: true,
  };
}

/** Gathers lines in a file, and makes Parquet of it at the end. */
class ParquetSink implements ByteSink {
  private readonly lines: string;
  private file: number | undefined;

  constructor(
    private readonly writer: ObjectWriter,
    private readonly folder: string,
  ) {
    this.lines = join(folder, 'lines');
    this.file = openSync(this.lines, 'wx', 0o600);
  }

  async write(bytes: Buffer): Promise<void> {
    for (let offset = 0; offset < bytes.length; ) {
      offset += writeSync(this.file as number, bytes, offset, bytes.length - offset);
    }
  }

  async end(): Promise<void> {
    this.closeFile();
    const path = join(this.folder, 'parquet');
    await writeParsedLogs({ files: [this.lines], path, workFolder: this.folder, memoryLimitMb: MEMORY_MB });
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
      await this.writer.write(piece as Buffer);
    }
    this.close();
  }

  close(): void {
    this.closeFile();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private closeFile(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }
}

async function* decode(stored: AsyncIterable<Buffer>, folder: string): AsyncGenerator<Buffer> {
  const path = join(folder, 'rollup.parquet');
  try {
    await writeFile(path, stored, { mode: 0o600 });
    for await (const lines of readParsedLines({ path, workFolder: folder, memoryLimitMb: MEMORY_MB })) {
      yield Buffer.concat(lines.flatMap(({ bytes }) => [bytes, LINE_END]));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
