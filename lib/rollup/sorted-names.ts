/** Names that are sorted at once. */
const NAMES_OF_RUN = 32_768;
const NAMES_OF_PIECE = 128;
/** No name of a file holds it. */
const BETWEEN = '\0';

/** The names in a folder, in their order. A million of them take no more than the bytes of their letters. */
export class SortedNames implements Iterable<string> {
  private readonly runs: (readonly Buffer[])[] = [];
  private names: string[] = [];

  add(name: string): void {
    this.names.push(name);
    if (this.names.length === NAMES_OF_RUN) this.endRun();
  }

  /** Merges what was sorted a part at a time. */
  *[Symbol.iterator](): Generator<string> {
    this.endRun();
    const heads = this.runs.map((run) => ({ rest: namesIn(run), name: '' }));
    const open = heads.filter(advance);
    while (open.length > 0) {
      let least = 0;
      for (let at = 1; at < open.length; at++) {
        if ((open[at] as Head).name < (open[least] as Head).name) least = at;
      }
      const head = open[least] as Head;
      yield head.name;
      if (!advance(head)) open.splice(least, 1);
    }
  }

  private endRun(): void {
    this.names.sort();
    const run: Buffer[] = [];
    for (let start = 0; start < this.names.length; start += NAMES_OF_PIECE) {
      run.push(Buffer.from(this.names.slice(start, start + NAMES_OF_PIECE).join(BETWEEN)));
    }
    this.runs.push(run);
    this.names = [];
  }
}

interface Head {
  readonly rest: Iterator<string>;
  name: string;
}

/** @returns whether there is another name */
function advance(head: Head): boolean {
  const { done, value } = head.rest.next();
  if (!done) head.name = value;
  return !done;
}

function* namesIn(run: readonly Buffer[]): Generator<string> {
  for (const piece of run) yield* piece.toString().split(BETWEEN);
}
