import { createHash } from 'node:crypto';
import type { ByteSink } from './content-codec';

const LINE_END = 0x0a;
const BLOCK_BYTES = 1 << 18;

/** Digest and size of the content of a rollup. */
export interface ContentFacts {
  readonly sha256: string;
  readonly lines: number;
  readonly bytes: number;
}

/** Lines and bytes of a part of the content. */
export interface ContentPart {
  readonly lines: number;
  readonly bytes: number;
}

/** Takes content in pieces of any size, and hands it on in large ones. Pieces are copied at once. */
export class RollupContent {
  private readonly digest = createHash('sha256');
  private readonly block = Buffer.allocUnsafe(BLOCK_BYTES);
  private used = 0;
  private lines = 0;
  private bytes = 0;
  private last = LINE_END;

  constructor(private readonly target: ByteSink) {}

  /** Where a source of so many bytes may be read to, to be appended then; undefined when there is no room for it. */
  space(bytes: number): Buffer | undefined {
    // one more byte shows that it has more, or is for the end of its last line
    return this.used + bytes + 1 <= BLOCK_BYTES ? this.block.subarray(this.used, this.used + bytes + 1) : undefined;
  }

  /** The whole of a source, which is in its space already; its last line gets its end. */
  append(content: Buffer): ContentPart {
    const { lines, bytes } = this;
    this.count(content);
    if (this.last !== LINE_END) {
      this.block[this.used] = LINE_END;
      this.count(this.block.subarray(this.used, this.used + 1));
    }
    return { lines: this.lines - lines, bytes: this.bytes - bytes };
  }

  async write(content: Buffer): Promise<void> {
    for (let rest = content; rest.length > 0; ) {
      if (this.used === BLOCK_BYTES) await this.flush();
      const piece = rest.subarray(0, BLOCK_BYTES - this.used);
      rest = rest.subarray(piece.length);
      this.put(piece);
    }
  }

  /** Lines and bytes that `work` writes, which are the whole of a source: its last line gets its end. */
  async segment(work: () => Promise<void>): Promise<ContentPart> {
    const { lines, bytes } = this;
    await work();
    if (this.last !== LINE_END) await this.write(Buffer.of(LINE_END));
    return { lines: this.lines - lines, bytes: this.bytes - bytes };
  }

  /** Hands on what there is, so that there is room. */
  async flush(): Promise<void> {
    if (this.used === 0) return;
    const block = this.block.subarray(0, this.used);
    this.digest.update(block);
    await this.target.write(block);
    this.used = 0;
  }

  /** Everything is with the writer afterwards. */
  async end(): Promise<ContentFacts> {
    await this.flush();
    await this.target.end();
    return { sha256: this.digest.digest('hex'), lines: this.lines, bytes: this.bytes };
  }

  private put(piece: Buffer): void {
    piece.copy(this.block, this.used);
    this.count(piece);
  }

  private count(piece: Buffer): void {
    if (piece.length === 0) return;
    this.lines += countLineEnds(piece);
    this.bytes += piece.length;
    this.last = piece[piece.length - 1] as number;
    this.used += piece.length;
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
