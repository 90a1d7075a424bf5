import fc from 'fast-check';
import { escapeHtml, html, raw } from '../../../lib/report/html/html';
import { formatShare, showText } from '../../../lib/report/html/values';

test.each([
  ['<script>', '&lt;script&gt;'],
  [`"'&`, '&quot;&#39;&amp;'],
  ['&lt;', '&amp;lt;'],
  ['a\u0000b', 'a\\x00b'],
  ['a\nb\tc', 'a\\nb\\tc'],
  ['\u202eabc', '\\u202eabc'],
  ['\ud800', '\\ud800'],
  ['漢字 é 😀', '漢字 é 😀'],
])('%j is escaped as %s', (text, escaped) => {
  expect(escapeHtml(text)).toBe(escaped);
});

test('a template escapes text and takes HTML as it is, also in lists', () => {
  const list = ['<a>', 'b'].map((text) => html`<li>${text}</li>`);
  expect(html`<ul title="${'"x"'}">${list}${false}${undefined}${1}${2n}${raw('<hr>')}</ul>`.text).toBe(
    '<ul title="&quot;x&quot;"><li>&lt;a&gt;</li><li>b</li>12<hr></ul>',
  );
});

test('no text can become markup or leave its attribute', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(html`${text}`.text).not.toMatch(/[<>"']/);
      expect(showText(text).text.replace(/<\/?(?:bdi|wbr|span)(?: class="\w+")?>/g, '')).not.toMatch(/[<>"']/);
    }),
  );
});

test('a long text is cut, and says how long it was', () => {
  const shown = showText('x'.repeat(100_000)).text;
  expect(shown.length).toBeLessThan(500);
  expect(shown).toContain('100,000 characters');
});

test('a cut leaves whole characters', () => {
  expect(showText('😀'.repeat(1000)).text).not.toMatch(/\\ud83d/);
});

test.each([
  [0, '0 %'],
  [0.0001, '< 0.1 %'],
  [0.1234, '12.3 %'],
  [0.5, '50.0 %'],
  [0.99999, '> 99.9 %'],
  [1, '100 %'],
])('the share %d reads %s', (share, text) => {
  expect(formatShare(share)).toBe(text);
});
