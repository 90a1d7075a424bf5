import fc from 'fast-check';
import { escapeForTerminal } from '../../../lib/report/terminal/escape';

test.each([
  ['an escape sequence', '\u001b[31mred', '\\x1b[31mred'],
  ['NUL and 0x01', 'a\u0000b\u0001', 'a\\x00b\\x01'],
  ['DEL', '\u007f', '\\x7f'],
  ['a C1 control', '\u009b31m', '\\x9b31m'],
  ['tab and line ends', 'a\tb\r\nc', 'a\\tb\\r\\nc'],
  ['bidi override', 'a\u202egnp.exe', 'a\\u202egnp.exe'],
  ['bidi isolates', '\u2066x\u2069', '\\u2066x\\u2069'],
  ['bidi marks', '\u200e\u200f\u061c', '\\u200e\\u200f\\u061c'],
  ['zero-width space and byte order mark', '\u200b\ufeff', '\\u200b\\ufeff'],
  ['line and paragraph separators', '\u2028\u2029', '\\u2028\\u2029'],
  ['a lone surrogate', 'a\ud800b', 'a\\ud800b'],
  ['tag characters', '\u{e0041}', '\\u{e0041}'],
])('shows %s', (_, text, shown) => {
  expect(escapeForTerminal(text)).toBe(shown);
});

test.each(['', 'plain text', 'Zürich/東京/😀.jpg', '👩\u200d👩\u200d👧', 'क\u094d\u200dष', '\\ and "quotes"'])(
  'leaves readable text alone: %s',
  (text) => {
    expect(escapeForTerminal(text)).toBe(text);
  },
);

const isDangerous = (code: number) =>
  code < 0x20 ||
  (code >= 0x7f && code <= 0x9f) ||
  [0x61c, 0x200e, 0x200f, 0x2028, 0x2029].includes(code) ||
  (code >= 0x202a && code <= 0x202e) ||
  (code >= 0x2066 && code <= 0x2069) ||
  (code >= 0xd800 && code <= 0xdfff);

test('never lets a character through that steers a terminal or hides', () => {
  const units = fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes));
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), units, (text, loose) => {
      const codes = [...escapeForTerminal(text + loose)].map((character) => character.codePointAt(0) ?? 0);
      expect(codes.filter(isDangerous)).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});

test('escapes every dangerous character there is', () => {
  const all = Array.from({ length: 0x10000 }, (_, code) => code).filter(isDangerous);
  expect(all.filter((code) => escapeForTerminal(String.fromCharCode(code)).length < 2)).toEqual([]);
});
