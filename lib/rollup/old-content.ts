import { createHash } from 'node:crypto';
import { AuditError } from '../shared/errors';
import type { Manifest } from './manifest';
import type { RollupContent } from './rollup-content';

/** The content of a rollup that is merged with more: given on in stretches, and compared with its manifest at the end. */
export class OldContent {
  private readonly pieces: AsyncIterator<Buffer>;
  private readonly digest = createHash('sha256');
  private rest: Buffer = Buffer.alloc(0);

  constructor(
    content: AsyncIterable<Buffer>,
    private readonly manifest: Manifest,
    private readonly address: string,
  ) {
    this.pieces = content[Symbol.asyncIterator]();
  }

  /** @throws AuditError when there is less */
  async copy(bytes: number, target: RollupContent): Promise<void> {
    for (let left = bytes; left > 0; ) {
      if (this.rest.length === 0) this.rest = await this.nextPiece();
      const piece = this.rest.subarray(0, left);
      this.rest = this.rest.subarray(piece.length);
      left -= piece.length;
      await target.write(piece);
    }
  }

  /** @throws AuditError when there is more, or when it was not what the manifest says */
  async end(): Promise<void> {
    const { done } = await this.pieces.next();
    if (!done || this.rest.length > 0 || this.digest.digest('hex') !== this.manifest.sha256) throw this.damaged();
  }

  async close(): Promise<void> {
    await this.pieces.return?.();
  }

  private async nextPiece(): Promise<Buffer> {
    const { done, value } = await this.pieces.next();
    if (done) throw this.damaged();
    this.digest.update(value);
    return value;
  }

  private damaged(): AuditError {
    return damagedRollup(this.address);
  }
}

/** A rollup that is not what its manifest says. */
export function damagedRollup(address: string): AuditError {
  return new AuditError(
    'ROLLUP_DAMAGED',
    `${address} is not what its manifest says: somebody has changed it, or it is damaged; nothing is added to it and no source is deleted. Put back the version that was written (or, where all sources are still there, use --overwrite)`,
  );
}
