import { type Period, periodAt, type RollupLevel } from '../log-types/access-logs/rollup-name';

/** Takes the pieces of a source and gives those lines that are wanted. */
export interface LineSelector {
  take(piece: Buffer): Buffer;
  /** What is wanted of the rest. */
  end(): Buffer;
}

const LINE_END = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const HEAD_BYTES = 600;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const EVENT_TIME = new RegExp(
  `^[^ ]* [^ ]* \\[(\\d{2})/(${MONTHS.join('|')})/(\\d{4}):(\\d{2}):(\\d{2}):(\\d{2}) [+]0000\\]`,
);

/** When the request of a line was received; undefined when the line does not tell. */
function eventTime(line: Buffer): Date | undefined {
  const [, day, month, year, hour, minute, second] = EVENT_TIME.exec(line.toString('latin1', 0, HEAD_BYTES)) ?? [];
  if (day === undefined) return undefined;
  const [date, hours, minutes, seconds] = [Number(day), Number(hour), Number(minute), Number(second)];
  const time = new Date(Date.UTC(Number(year), MONTHS.indexOf(month as string), date, hours, minutes, seconds));
  // Date.UTC takes the 31st of February for the 3rd of March
  const exists = time.getUTCDate() === date && hours < 24 && minutes < 60 && seconds < 60 && Number(year) > 99;
  return exists ? time : undefined;
}

/** Cuts pieces into lines with their ends, and tells of each which period it belongs to. */
class EventLines {
  private rest = Buffer.alloc(0);

  constructor(
    private readonly level: RollupLevel,
    private readonly otherwise: Date,
    private readonly onLine: (line: Buffer, period: Period) => void,
  ) {}

  take(piece: Buffer): void {
    const bytes = this.rest.length === 0 ? piece : Buffer.concat([this.rest, piece]);
    let start = 0;
    for (let end = endOfLine(bytes, start); end > 0; end = endOfLine(bytes, start)) {
      this.give(bytes.subarray(start, end));
      start = end;
    }
    this.rest = Buffer.from(bytes.subarray(start));
  }

  end(): void {
    if (this.rest.length > 0) this.give(this.rest);
    this.rest = Buffer.alloc(0);
  }

  private give(line: Buffer): void {
    this.onLine(line, periodAt(eventTime(line) ?? this.otherwise, this.level));
  }
}

/** Lines of a source whose events are in a period; lines without a readable time count as of the time given. */
export function linesOfPeriod({ level, name }: Period, otherwise: Date): LineSelector {
  let chosen: Buffer[] = [];
  const lines = new EventLines(level, otherwise, (line, period) => {
    if (period.name === name) chosen.push(line);
  });
  const given = () => {
    const bytes = chosen.length === 1 ? (chosen[0] as Buffer) : Buffer.concat(chosen);
    chosen = [];
    return bytes;
  };
  return {
    take(piece) {
      lines.take(piece);
      return given();
    },
    end() {
      lines.end();
      return given();
    },
  };
}

/** The periods that the lines of a source belong to; the one of the time given when there is no line. */
export class PeriodsOfLines {
  private readonly found = new Map<string, Period>();
  private readonly lines: EventLines;

  constructor(
    private readonly level: RollupLevel,
    private readonly otherwise: Date,
  ) {
    this.lines = new EventLines(level, otherwise, (_, period) => this.found.set(period.name, period));
  }

  take(piece: Buffer): void {
    this.lines.take(piece);
  }

  end(): readonly Period[] {
    this.lines.end();
    return this.found.size === 0 ? [periodAt(this.otherwise, this.level)] : [...this.found.values()];
  }
}

/** Behind the next LF, CRLF or bare CR, which ends a line for Athena too; 0 when it is not there yet. */
function endOfLine(bytes: Buffer, start: number): number {
  const feed = bytes.indexOf(LINE_END, start);
  const upTo = feed < 0 ? bytes.length : feed;
  const carriage = bytes.subarray(start, upTo).indexOf(CARRIAGE_RETURN) + start;
  if (carriage >= start) {
    // the last byte may be the first half of a CRLF
    if (carriage + 1 >= bytes.length) return 0;
    return carriage + 1 === feed ? feed + 1 : carriage + 1;
  }
  return feed < 0 ? 0 : feed + 1;
}
