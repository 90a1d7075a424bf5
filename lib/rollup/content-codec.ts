import { createGzip, type Gzip } from 'node:zlib';
import type { RollupFormat } from '../log-types/access-logs/rollup-name';
import { AuditError } from '../shared/errors';
import { gunzip } from './gzip-content';
import type { ObjectWriter } from './rollup-store';

/** Takes bytes, which are all with the writer behind it after `end`. */
export interface ByteSink {
  /** The bytes are the caller's again afterwards. */
  write(bytes: Buffer): Promise<void>;
  end(): Promise<void>;
  /** Leaves nothing behind when there is no end. */
  close?(): void;
}

/** How lines become the bytes of a rollup, and the other way round. */
export interface ContentCodec {
  encode(writer: ObjectWriter): ByteSink;
  /** @throws AuditError (LOG_OBJECT_DAMAGED) when it is damaged */
  decode(stored: AsyncIterable<Buffer>, bytes: number, address: string): AsyncIterable<Buffer>;
  /** Whether only lines are kept, and neither blank ones nor how they end. */
  readonly linesOnly: boolean;
}

const plain: ContentCodec = {
  encode: (writer) => ({ write: (bytes) => writer.write(bytes), end: async () => {} }),
  decode: (stored) => stored,
  linesOnly: false,
};

const compressed: ContentCodec = {
  encode: (writer) => new GzipSink(writer),
  decode: gunzip,
  linesOnly: false,
};

/**
 * The codec of a format. That of Parquet has to be given: it needs DuckDB, which is not everywhere.
 * @throws AuditError when it is not given
 */
export function codecOf({
  format,
  parquet,
}: {
  readonly format: RollupFormat;
  readonly parquet?: ContentCodec;
}): ContentCodec {
  if (format === 'log') return plain;
  if (format === 'log.gz') return compressed;
  if (parquet) return parquet;
  throw new AuditError('NOT_SUPPORTED', 'rollups in Parquet are only made on the command line; choose log or log.gz');
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
    if (!this.failure) await Promise.race([new Promise((done) => this.gzip.write(bytes, done)), this.done]);
    this.throwFailure();
  }

  async end(): Promise<void> {
    this.gzip.end();
    await this.done;
    this.throwFailure();
  }

  close(): void {
    this.gzip.destroy();
  }

  private async drain(writer: ObjectWriter): Promise<void> {
    for await (const piece of this.gzip) await writer.write(piece as Buffer);
  }

  private throwFailure(): void {
    if (this.failure) throw this.failure.error;
  }
}
