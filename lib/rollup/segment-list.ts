import { PackedRows } from './packed-rows';

/** A source in a rollup: its key and what it is known by, its size, and its lines and bytes in the rollup. */
export interface Segment {
  readonly key: string;
  readonly identity: string;
  readonly sourceBytes: number;
  readonly lines: number;
  /** In the content, that is, before compression. */
  readonly bytes: number;
  /** What the source's version was; with the same one it need not be read to be recognized. */
  readonly version: string;
}

/** Key, identity, size, lines, bytes in the content, version. */
export type WrittenSegment = readonly [string, string, number, number, number, string];

/** The segments of a rollup, in the order of the content. */
export class SegmentList implements Iterable<Segment> {
  constructor(private readonly rows = new PackedRows<WrittenSegment>()) {}

  add({ key, identity, sourceBytes, lines, bytes, version }: Segment): void {
    // what is known by its version needs it once
    this.rows.add([key, identity, sourceBytes, lines, bytes, version === identity ? '' : version]);
  }

  *[Symbol.iterator](): Generator<Segment> {
    for (const [key, identity, sourceBytes, lines, bytes, version] of this.rows) {
      yield { key, identity, sourceBytes, lines, bytes, version: version === '' ? identity : version };
    }
  }

  /** As they are written. */
  lines(): Iterable<Buffer> {
    return this.rows.lines();
  }
}

/** The order of segments in the content. */
export function compareSegments(a: Pick<Segment, 'key' | 'identity'>, b: Pick<Segment, 'key' | 'identity'>): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  if (a.identity === b.identity) return 0;
  return a.identity < b.identity ? -1 : 1;
}
