import type { LineSelector } from './event-lines';

const LINE_END = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** Lines as everything that reads logs takes them: they end with LF, blank ones are none, and a byte order mark is left out. */
export function normalizedLines(): LineSelector {
  let beginning: Buffer | undefined = Buffer.alloc(0);
  let atStart = true;
  const convert = (piece: Buffer): Buffer => {
    if (isNormal(piece, atStart)) {
      if (piece.length > 0) atStart = piece[piece.length - 1] === LINE_END;
      return piece;
    }
    const out = Buffer.allocUnsafe(piece.length);
    let length = 0;
    for (const byte of piece) {
      const isEnd = byte === LINE_END || byte === CARRIAGE_RETURN;
      if (!isEnd || !atStart) out[length++] = isEnd ? LINE_END : byte;
      atStart = isEnd;
    }
    return out.subarray(0, length);
  };
  const withoutMark = (bytes: Buffer) => {
    beginning = undefined;
    return convert(bytes.indexOf(BYTE_ORDER_MARK) === 0 ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes);
  };
  return {
    take(piece) {
      if (beginning === undefined) return convert(piece);
      beginning = beginning.length === 0 ? piece : Buffer.concat([beginning, piece]);
      if (beginning.length >= BYTE_ORDER_MARK.length) return withoutMark(beginning);
      beginning = Buffer.from(beginning);
      return Buffer.alloc(0);
    },
    end: () => (beginning === undefined ? Buffer.alloc(0) : withoutMark(beginning)),
  };
}

function isNormal(piece: Buffer, atStart: boolean): boolean {
  return !piece.includes(CARRIAGE_RETURN) && !piece.includes('\n\n') && !(atStart && piece[0] === LINE_END);
}
