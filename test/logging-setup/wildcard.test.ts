import fc from 'fast-check';
import { fitsArn, fitsWildcard } from '../../lib/logging-setup/policy/wildcard';

/** The same by definition, however long it takes. */
function fits(pattern: string, text: string): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return text === '';
  if (first === '*') return [...Array(text.length + 1).keys()].some((from) => fits(rest.join(''), text.slice(from)));
  return text !== '' && (first === '?' || first === text[0]) && fits(rest.join(''), text.slice(1));
}

test('a pattern fits as it is defined', () => {
  const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.', '/'), maxLength: 8 });
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', '.', '/', '*'), maxLength: 10 });
  fc.assert(
    fc.property(patterns, texts, (pattern, text) => fitsWildcard(pattern, text) === fits(pattern, text)),
    { numRuns: 5000 },
  );
});

test.each([
  ['arn:aws:s3:::site', 'arn:aws:s3:::site', true],
  ['arn:aws:s3:::*', 'arn:aws:s3:::site', true],
  ['arn:*:s3:*:*:site', 'arn:aws:s3:::site', true],
  ['arn:*:site', 'arn:aws:s3:::site', false],
  ['arn:aws:s3:::s*:x', 'arn:aws:s3:::site:x', true],
])('%s, part by part, for %s: %s', (pattern, arn, expected) => {
  expect(fitsArn(pattern, arn)).toBe(expected);
});
