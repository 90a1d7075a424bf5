const LINE_END = 0x0a;
const COMMA = 0x2c;
const ROWS_OF_LINE = 256;

/**
 * Many lists, packed: some hundred of them are a line of JSON. So a million take the memory of their text, outside of
 * what is searched for garbage, and are written to a file as they are.
 */
export class PackedRows<Row = unknown> implements Iterable<Row> {
  private readonly packed: Buffer[];
  private rows: Row[] = [];

  /** @param lines from a file or another list; whoever iterates finds out that they are something else */
  constructor(lines: Buffer = Buffer.alloc(0)) {
    this.packed = [...split(lines)];
  }

  static of<Row>(rows: Iterable<Row>): PackedRows<Row> {
    const packed = new PackedRows<Row>();
    for (const row of rows) packed.add(row);
    return packed;
  }

  add(row: Row): void {
    this.rows.push(row);
    if (this.rows.length === ROWS_OF_LINE) this.pack();
  }

  /** @throws SyntaxError when lines from a file are something else */
  *[Symbol.iterator](): Generator<Row> {
    for (const line of this.packed) yield* JSON.parse(`[${line}]`) as Row[];
    yield* this.rows;
  }

  /** Whether all rows pass a test; none does that is no JSON. */
  every(test: (row: Row) => boolean): boolean {
    try {
      for (const row of this) if (!test(row)) return false;
      return true;
    } catch (error) {
      if (error instanceof SyntaxError) return false;
      throw error;
    }
  }

  /** As they stand in a file, where a comma and a line end are between them. */
  *lines(): Generator<Buffer> {
    yield* this.packed;
    if (this.rows.length > 0) yield packed(this.rows);
  }

  /** All of them, as the constructor takes them, in memory that is nobody else's. None is left. */
  drain(): Buffer {
    if (this.rows.length > 0) this.pack();
    const bytes = Buffer.alloc(this.packed.reduce((sum, line) => sum + line.length + 1, 0));
    let end = 0;
    for (const line of this.packed) {
      end += line.copy(bytes, end);
      bytes[end++] = LINE_END;
    }
    this.packed.length = 0;
    return bytes;
  }

  private pack(): void {
    this.packed.push(packed(this.rows));
    this.rows = [];
  }
}

function packed(rows: readonly unknown[]): Buffer {
  return Buffer.from(JSON.stringify(rows).slice(1, -1));
}

function* split(lines: Buffer): Generator<Buffer> {
  for (let start = 0; start < lines.length; ) {
    const feed = lines.indexOf(LINE_END, start);
    const end = feed < 0 ? lines.length : feed;
    yield lines.subarray(start, lines[end - 1] === COMMA ? end - 1 : end);
    start = end + 1;
  }
}
