import { PackedRows } from './packed-rows';
import type { Sources, StoredSource } from './rollup-store';

/** Key, size, version, why it can't be read. */
type SourceRow = readonly [string, number, string, string?];

/** A list as bytes, which can be sent to another thread. */
export interface SentSources {
  readonly lines: Uint8Array;
  readonly length: number;
  readonly isInOrder: boolean;
}

/** The sources of a period, of which there may be a million. */
export class SourceList implements Sources {
  /** Key of the last one. */
  last: string | undefined;

  constructor(
    private readonly rows = new PackedRows<SourceRow>(),
    public length = 0,
    /** Whether each key is greater than the one before. */
    public isInOrder = true,
  ) {}

  static of(sources: Sources): SourceList {
    if (sources instanceof SourceList) return sources;
    const list = new SourceList();
    for (const source of sources) list.add(source);
    return list;
  }

  /** A list that was sent. */
  static from({ lines, length, isInOrder }: SentSources): SourceList {
    const rows = new PackedRows<SourceRow>(Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength));
    return new SourceList(rows, length, isInOrder);
  }

  /** All of them, to be sent; none is left here. */
  drain(): SentSources {
    const { length, isInOrder } = this;
    this.length = 0;
    return { lines: this.rows.drain(), length, isInOrder };
  }

  add({ key, bytes, version, unreadable }: StoredSource): void {
    this.rows.add(unreadable === undefined ? [key, bytes, version] : [key, bytes, version, unreadable]);
    this.length++;
    if (this.last !== undefined && key < this.last) this.isInOrder = false;
    this.last = key;
  }

  *[Symbol.iterator](): Generator<StoredSource> {
    for (const [key, bytes, version, unreadable] of this.rows) {
      yield unreadable === undefined ? { key, bytes, version } : { key, bytes, version, unreadable };
    }
  }
}

/** The same sources in the order that segments have. S3 lists them in another one where characters are rare. */
export function inOrder(sources: Sources): Sources {
  if (sources instanceof SourceList && sources.isInOrder) return sources;
  let last = '';
  for (const { key } of sources) {
    if (key < last) return [...sources].sort((a, b) => (a.key < b.key ? -1 : 1));
    last = key;
  }
  return sources;
}

/** Some sources of a list, by their positions. */
export class SourceChoice implements Sources {
  length = 0;
  private readonly chosen: Uint8Array;

  constructor(private readonly list: Sources) {
    this.chosen = new Uint8Array(list.length);
  }

  static all(list: Sources): SourceChoice {
    const choice = new SourceChoice(list);
    choice.chosen.fill(1);
    choice.length = list.length;
    return choice;
  }

  add(position: number): void {
    if (!this.has(position)) this.length++;
    this.chosen[position] = 1;
  }

  /** With those of another choice from the same list. */
  and(other: SourceChoice): SourceChoice {
    return this.where((position) => this.has(position) || other.has(position));
  }

  except(other: SourceChoice): SourceChoice {
    return this.where((position) => this.has(position) && !other.has(position));
  }

  first(count: number): SourceChoice {
    let rest = count;
    return this.where((position) => this.has(position) && rest-- > 0);
  }

  without(keys: Pick<ReadonlyMap<string, unknown>, 'has' | 'size'>): SourceChoice {
    if (keys.size === 0) return this;
    const choice = new SourceChoice(this.list);
    for (const [position, { key }] of this.entries()) if (!keys.has(key)) choice.add(position);
    return choice;
  }

  *[Symbol.iterator](): Generator<StoredSource> {
    for (const [, source] of this.entries()) yield source;
  }

  /** With their positions in the list. */
  *entries(): Generator<readonly [number, StoredSource]> {
    let position = 0;
    for (const source of this.list) {
      if (this.has(position)) yield [position, source];
      position++;
    }
  }

  private has(position: number): boolean {
    return this.chosen[position] === 1;
  }

  private where(test: (position: number) => boolean): SourceChoice {
    const choice = new SourceChoice(this.list);
    for (let position = 0; position < this.chosen.length; position++) if (test(position)) choice.add(position);
    return choice;
  }
}
