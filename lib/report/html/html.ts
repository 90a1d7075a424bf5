import { escapeForTerminal } from '../terminal/escape';

/** A piece of HTML, as opposed to text. */
export class Html {
  constructor(readonly text: string) {}
}

/** What a template takes: text is escaped, HTML is not, nothing is nothing. */
export type Renderable = Html | string | number | bigint | false | undefined | readonly Renderable[];

/** HTML out of a template. Every value that is text is escaped, so that text from the logs can't become markup. */
export function html(pieces: TemplateStringsArray, ...values: readonly Renderable[]): Html {
  return new Html(
    pieces.map((piece, index) => (index === 0 ? piece : `${render(values[index - 1])}${piece}`)).join(''),
  );
}

/** Our own markup or style, as it is. Never for text from outside. */
export function raw(text: string): Html {
  return new Html(text);
}

function render(value: Renderable): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(render).join('');
  return escapeHtml(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for a page or attribute: without markup, and with everything that hides or steers shown as an escape. */
export function escapeHtml(text: string): string {
  return escapeForTerminal(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
