import stringWidth from 'string-width';

interface Unit {
  readonly text: string;
  readonly width: number;
}

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** An escape as escapeForTerminal writes it; it must not be torn. */
const ESCAPE = /(\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|u\{[0-9a-f]+\}|[tnr]))/;

/** Ends of units after which a line may end, the best first. */
const TEXT_BREAKS = [/\s$/, /[/:,;&?=_-]$/];

/** Text in lines of at most `width` columns, broken after a separator where one is near, cut with `…` after `maxLines`. */
export function wrapText(text: string, width: number, maxLines: number, breaks = TEXT_BREAKS): string[] {
  if (stringWidth(text) <= width) return [text];
  const lines: string[] = [];
  let rest = splitUnits(text);
  while (lines.length < maxLines - 1) {
    const fitting = countFitting(rest, width);
    if (fitting === rest.length) break;
    const end = findBreak(rest, fitting, breaks);
    lines.push(joinUnits(rest.slice(0, end)));
    rest = rest.slice(end);
  }
  return [...lines, cutToWidth(rest, width)];
}

/** Whether text was lost, in wrapping or before. */
export function isCut(text: string, lines: readonly string[]): boolean {
  return text.endsWith('…') || lines.join('') !== text;
}

function splitUnits(text: string): Unit[] {
  return text
    .split(ESCAPE)
    .flatMap((part, index) =>
      index % 2 === 1 ? [part] : [...GRAPHEMES.segment(part)].map((grapheme) => grapheme.segment),
    )
    .map((unit) => ({ text: unit, width: stringWidth(unit) }));
}

function joinUnits(units: readonly Unit[]): string {
  return units.map((unit) => unit.text).join('');
}

function cutToWidth(units: readonly Unit[], width: number): string {
  if (countFitting(units, width) === units.length) return joinUnits(units);
  return `${joinUnits(units.slice(0, countFitting(units, width - 1)))}…`;
}

/** How many units fit into the width; at least one, so that wrapping always ends. */
function countFitting(units: readonly Unit[], width: number): number {
  let used = 0;
  const end = units.findIndex((unit) => {
    used += unit.width;
    return used > width;
  });
  return end === -1 ? units.length : Math.max(1, end);
}

/** The last good place in the second half of the line, else its end. */
function findBreak(units: readonly Unit[], fitting: number, breaks: readonly RegExp[]): number {
  for (const pattern of breaks) {
    for (let end = fitting; end > fitting / 2; end--) {
      if (pattern.test(units[end - 1]?.text ?? '')) return end;
    }
  }
  return fitting;
}
