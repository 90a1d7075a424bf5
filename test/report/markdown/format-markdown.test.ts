import fc from 'fast-check';
import { formatMarkdown } from '../../../lib/report/markdown/format-markdown';
import { auditResult, columns, renderText } from '../../helpers/audit-result';

const cellText = async (text: string) => {
  const markdown = await renderText(formatMarkdown, auditResult(columns('x'), [[text]]));
  return markdown.split('\n')[4];
};

test('writes a heading and a table with numbers to the right', async () => {
  const result = auditResult(columns('key requests:integer share:double'), [
    ['a.jpg', 1234567, 0.25],
    [null, 12n, null],
  ]);
  expect(await renderText(formatMarkdown, result)).toBe(
    [
      '### Deleted objects',
      '',
      '| key | requests | share |',
      '| --- | ---: | ---: |',
      '| a.jpg | 1234567 | 0.25 |',
      '|  | 12 |  |',
      '',
    ].join('\n'),
  );
});

test('says when the limit left rows out', async () => {
  const result = auditResult(columns('key'), [['a']], { truncated: true, limit: 1000 });
  expect(await renderText(formatMarkdown, result)).toContain('| a |\n\nThere are more rows than the limit of 1,000.\n');
});

test.each([
  ['a pipe', 'a|b', 'a\\|b'],
  ['a backslash before a pipe', 'a\\|b', 'a\\\\\\|b'],
  ['backticks', '`rm`', '\\`rm\\`'],
  ['a tag', '<img src=x>', '&lt;img src=x&gt;'],
  ['an entity', '&lt;', '&amp;lt;'],
  ['a link', '[x](javascript:1)', '\\[x\\](javascript:1)'],
  ['emphasis', '*a* _b_ ~c~', '\\*a\\* \\_b\\_ \\~c\\~'],
  ['mathematics', '$x$', '\\$x\\$'],
  ['line ends', 'a\r\nb\nc\rd', 'a<br>b<br>c<br>d'],
  ['an escape sequence', '\u001b[0m', '\\\\x1b\\[0m'],
  ['an operation, as it is', 'REST.GET.OBJECT_TAGGING', 'REST.GET.OBJECT_TAGGING'],
])('writes %s as text', async (_, text, expected) => {
  expect(await cellText(text)).toBe(`| ${expected} |`);
});

test('never lets log text add a cell, a row or a tag', async () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[|\\`<>&\r\na-c]*$/));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(text, text), { maxLength: 5 }), async (rows) => {
      const lines = (await renderText(formatMarkdown, auditResult(columns('a b'), rows))).split('\n').slice(4, -1);
      expect(lines).toHaveLength(rows.length);
      for (const line of lines) {
        expect(line.replace(/\\[\s\S]/g, '').match(/\|/g)).toHaveLength(3);
        expect(line.replaceAll('<br>', '')).not.toMatch(/[<>]/);
      }
    }),
    { numRuns: 500 },
  );
});
