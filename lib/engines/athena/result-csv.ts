/** A row of a result; NULL is null. */
export type CsvRow = readonly (string | null)[];

/** Cuts text into the rows of a CSV file, piece by piece. */
class CsvReader {
  private row: (string | null)[] = [];
  private field = '';
  /** Where in a field the reader is. `quote`: behind a quote that may be the last, or the first of two. */
  private place: 'start' | 'plain' | 'quoted' | 'quote' = 'start';

  /**
   * The rows that the text completes. Fields are quoted as in RFC 4180; one that is empty and bare is NULL.
   * https://docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html
   */
  *read(text: string): Generator<CsvRow> {
    let from = 0;
    while (from < text.length) {
      if (this.place === 'quoted') {
        const quote = text.indexOf('"', from);
        this.field += text.slice(from, quote < 0 ? text.length : quote);
        if (quote < 0) return;
        this.place = 'quote';
        from = quote + 1;
        continue;
      }
      const character = text[from++] as string;
      if (this.place === 'quote' && character === '"') {
        this.field += '"';
        this.place = 'quoted';
      } else if (this.place === 'start' && character === '"') this.place = 'quoted';
      else if (character === ',') this.endField();
      else if (character === '\n') yield this.endRow();
      else if (character !== '\r') {
        this.field += character;
        if (this.place === 'start') this.place = 'plain';
      }
    }
  }

  /** The last row, when the text does not end with a line end. */
  *end(): Generator<CsvRow> {
    if (this.place !== 'start' || this.row.length > 0) yield this.endRow();
  }

  private endField(): void {
    this.row.push(this.place === 'start' ? null : this.field);
    this.field = '';
    this.place = 'start';
  }

  private endRow(): CsvRow {
    this.endField();
    const { row } = this;
    this.row = [];
    return row;
  }
}

/** The rows of a whole text. */
export function* parseCsv(text: string): Generator<CsvRow> {
  const reader = new CsvReader();
  yield* reader.read(text);
  yield* reader.end();
}

/** The rows of a result as it streams in, its header among them. */
export async function* readCsv(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRow> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const reader = new CsvReader();
  for await (const chunk of chunks) yield* reader.read(decoder.decode(chunk, { stream: true }));
  yield* reader.read(decoder.decode());
  yield* reader.end();
}
