import fc from 'fast-check';
import { inlineParameters, type SqlValue, toSqlLiteral } from '../../lib/analyses/sql-value';

test.each<[SqlValue, string]>([
  ['acme-media', "'acme-media'"],
  ["o'hare", "'o''hare'"],
  ["'; drop table logs --", "'''; drop table logs --'"],
  ['', "''"],
  ['\\', "'\\'"],
  [403, '403'],
])('writes %j as the literal %s', (value, literal) => {
  expect(toSqlLiteral(value)).toBe(literal);
});

test('puts values in place of question marks, in order', () => {
  expect(inlineParameters('a = ? and b in (?, ?)', ['x', 1, "y'"])).toBe("a = 'x' and b in (1, 'y''')");
});

test.each([
  ["a = '?' and b = ?", "a = '?' and b = 'x'"],
  ["a = 'it''s ?' and b = ?", "a = 'it''s ?' and b = 'x'"],
  ['-- why?\nb = ?', "-- why?\nb = 'x'"],
  ["-- don't?\nb = ?", "-- don't?\nb = 'x'"],
])('leaves question marks in literals and comments alone: %j', (sql, expected) => {
  expect(inlineParameters(sql, ['x'])).toBe(expected);
});

test('takes a value literally, whatever it holds', () => {
  expect(inlineParameters('? ?', ['$1 $& ?', '?'])).toBe("'$1 $& ?' '?'");
});

test('fails when there are more question marks than values', () => {
  expect(() => inlineParameters('? ?', ['x'])).toThrow('more ? than parameters');
});

test('never lets a value leave its quotes', () => {
  const value = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom("'", '-', '?', '\n', '\\', '$', '"', 'a') }));
  fc.assert(
    fc.property(value, value, (first, second) => {
      const sql = inlineParameters("select ?, '?', 'it''s' -- ?\nfrom t where x = ?", [first, second]);
      expect(tokensOf(sql)).toEqual([
        'select ',
        { literal: first },
        ', ',
        { literal: '?' },
        ', ',
        { literal: "it's" },
        ' ',
        { comment: '-- ?' },
        '\nfrom t where x = ',
        { literal: second },
      ]);
    }),
  );
});

type Token = string | { literal: string } | { comment: string };

/** What an SQL engine sees: texts between literals and comments, read character by character. */
function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  let plain = '';
  const end = (token: Token): void => {
    if (plain !== '') tokens.push(plain);
    plain = '';
    if (token !== '') tokens.push(token);
  };
  for (let i = 0; i < sql.length; i++) {
    if (sql[i] === "'") {
      let literal = '';
      for (i++; i < sql.length && (sql[i] !== "'" || sql[i + 1] === "'"); i++) {
        if (sql[i] === "'") i++;
        literal += sql[i];
      }
      end({ literal });
    } else if (sql.startsWith('--', i)) {
      const stop = sql.indexOf('\n', i);
      end({ comment: sql.slice(i, stop) });
      i = stop - 1;
    } else {
      plain += sql[i];
    }
  }
  end('');
  return tokens;
}
