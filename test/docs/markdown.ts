/** What stands at the top of a generated document. */
export const GENERATED = '<!-- Made by `npm run golden`; change what it is made from instead. -->';

/** A Markdown table; cells are Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map(() => '---');
  return [head, rule, ...rows].map((cells) => `| ${cells.map(escapePipes).join(' | ')} |`).join('\n');
}

/** Text as it is, without markup and on one line. */
export function plain(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replace(/[\\`*<[\]]/g, '\\$&');
}

export function code(text: string): string {
  return `\`${text}\``;
}

/** Anchor that GitHub gives a heading of letters, digits, dashes, spaces, commas and parentheses. */
export function anchor(heading: string): string {
  return heading.toLowerCase().replace(/[(),]/g, '').replaceAll(' ', '-');
}

/** A `|` would end the cell, even in code. */
function escapePipes(cell: string): string {
  return cell.replaceAll('|', '\\|');
}
