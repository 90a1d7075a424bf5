import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createGzip, type Gzip } from 'node:zlib';
import type { RollupFormat } from '../log-types/access-logs/rollup-name';
import type { ObjectWriter } from './rollup-store';

const LINE_END = 0x0a;
const BLOCK_BYTES = 1 << 20;

/** Digest and size of the content of a rollup. */
export interface ContentFacts {
  readonly sha256: string;
  readonly lines: number;
  readonly bytes: number;
}

/** Takes content in pieces of any size, and hands it on in large ones. */
export class RollupContent {
  private readonly digest = createHash('sha256');
  private readonly target: ByteSink;
  private block = Buffer.allocUnsafe(BLOCK_BYTES);
  private used = 0;
  private lines = 0;
  private bytes = 0;
  private last = LINE_END;

  constructor(writer: ObjectWriter, format: RollupFormat) {
    this.target = format === 'log.gz' ? new GzipSink(writer) : { write: (b) => writer.write(b), end: async () => {} };
  }

  /** Content as it is. */
  async write(piece: Buffer): Promise<void> {
    if (piece.length === 0) return;
    this.lines += countLineEnds(piece);
    this.bytes += piece.length;
    this.last = piece[piece.length - 1] as number;
    if (this.used + piece.length > BLOCK_BYTES) await this.flush();
    if (piece.length > BLOCK_BYTES / 2) return this.hand(piece);
    this.used += piece.copy(this.block, this.used);
  }

  /** Lines and bytes that `work` writes, which are the whole of a source: its last line gets its end. */
  async segment(work: () => Promise<void>): Promise<{ readonly lines: number; readonly bytes: number }> {
    const { lines, bytes } = this;
    await work();
    if (this.last !== LINE_END) await this.write(Buffer.of(LINE_END));
    return { lines: this.lines - lines, bytes: this.bytes - bytes };
  }

  /** Everything is with the writer afterwards. */
  async end(): Promise<ContentFacts> {
    await this.flush();
    await this.target.end();
    return { sha256: this.digest.digest('hex'), lines: this.lines, bytes: this.bytes };
  }

  private async flush(): Promise<void> {
    if (this.used === 0) return;
    const block = this.block.subarray(0, this.used);
    // whoever gets it may keep it
    this.block = Buffer.allocUnsafe(BLOCK_BYTES);
    this.used = 0;
    await this.hand(block);
  }

  private async hand(bytes: Buffer): Promise<void> {
    this.digest.update(bytes);
    await this.target.write(bytes);
  }
}

/** Digest, lines and bytes of content that is read. */
export async function factsOf(content: AsyncIterable<Buffer>): Promise<ContentFacts> {
  const digest = createHash('sha256');
  let lines = 0;
  let bytes = 0;
  for await (const piece of content) {
    digest.update(piece);
    lines += countLineEnds(piece);
    bytes += piece.length;
  }
  return { sha256: digest.digest('hex'), lines, bytes };
}

function countLineEnds(piece: Buffer): number {
  let count = 0;
  for (let at = piece.indexOf(LINE_END); at >= 0; at = piece.indexOf(LINE_END, at + 1)) count++;
  return count;
}

interface ByteSink {
  write(bytes: Buffer): Promise<void>;
  end(): Promise<void>;
}

class GzipSink implements ByteSink {
  private readonly gzip: Gzip = createGzip({ chunkSize: 1 << 18 });
  private readonly done: Promise<void>;
  private failure: { readonly error: unknown } | undefined;

  constructor(writer: ObjectWriter) {
    this.done = this.drain(writer).catch((error) => {
      this.failure = { error };
      this.gzip.destroy();
    });
  }

  async write(bytes: Buffer): Promise<void> {
    if (!this.failure && !this.gzip.write(bytes)) await Promise.race([once(this.gzip, 'drain'), this.done]);
    this.throwFailure();
  }

  async end(): Promise<void> {
    this.gzip.end();
    await this.done;
    this.throwFailure();
  }

  private async drain(writer: ObjectWriter): Promise<void> {
    for await (const piece of this.gzip) await writer.write(piece as Buffer);
  }

  private throwFailure(): void {
    if (this.failure) throw this.failure.error;
  }
}
