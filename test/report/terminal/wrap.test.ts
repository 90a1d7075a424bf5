import fc from 'fast-check';
import stringWidth from 'string-width';
import { escapeForTerminal } from '../../../lib/report/terminal/escape';
import { isCut, wrapText } from '../../../lib/report/terminal/wrap';

test('leaves text alone that fits', () => {
  expect(wrapText('photos/a.jpg', 12, 3)).toEqual(['photos/a.jpg']);
});

test('breaks at a blank rather than at another separator', () => {
  expect(wrapText('aws-cli/2.17 md/awscrt', 16, 3)).toEqual(['aws-cli/2.17 ', 'md/awscrt']);
});

test('breaks after a separator that is near, else anywhere', () => {
  expect(wrapText('arn:aws:sts::1234567890', 14, 3)).toEqual(['arn:aws:sts::', '1234567890']);
  expect(wrapText('abcdefghijkl', 5, 3)).toEqual(['abcde', 'fghij', 'kl']);
});

test('cuts with an ellipsis after the last line', () => {
  const lines = wrapText('abcdefghijklmnop', 5, 2);
  expect(lines).toEqual(['abcde', 'fghi…']);
  expect(isCut('abcdefghijklmnop', lines)).toBe(true);
});

test('keeps the last line whole when the rest just fits', () => {
  expect(wrapText('abcdefghij', 5, 2)).toEqual(['abcde', 'fghij']);
});

test('tears neither escapes nor graphemes', () => {
  expect(wrapText('abc\\x1b\\u202e', 6, 9)).toEqual(['abc', '\\x1b', '\\u202e']);
  expect(wrapText('👩\u200d👩\u200d👧👍🏽', 3, 9)).toEqual(['👩\u200d👩\u200d👧', '👍🏽']);
});

test('counts wide characters as two columns', () => {
  expect(wrapText('東京東京', 5, 9)).toEqual(['東京', '東京']);
});

test('keeps to the width and loses nothing without saying so', () => {
  const text = fc.string({ unit: 'binary' }).map(escapeForTerminal);
  fc.assert(
    fc.property(text, fc.integer({ min: 8, max: 40 }), fc.integer({ min: 1, max: 5 }), (value, width, maxLines) => {
      const lines = wrapText(value, width, maxLines);
      expect(lines.length).toBeLessThanOrEqual(maxLines);
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(Math.max(width, '\\u{10ffff}'.length));
      const joined = lines.join('');
      if (joined !== value) expect(value.startsWith(joined.slice(0, -1)) && joined.endsWith('…')).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
