import fc from 'fast-check';
import { identifiersOf } from '../../lib/analyses/identifiers';

test('finds the words that may be names, in lower case', () => {
  expect([...identifiersOf('SELECT Bucket, count(*) as n_1 FROM requests')].sort()).toEqual(
    ['as', 'bucket', 'count', 'from', 'n_1', 'requests', 'select'].sort(),
  );
});

test.each([
  ['in a string literal', "select 'bucket'"],
  ['in a string literal with a quote in it', "select 'the bucket''s key'"],
  ['in a comment', 'select 1 -- the bucket\n'],
  ['in a string literal that looks like a comment', "select '-- bucket'"],
  ['after a quote in a comment', "select 1 -- don't name the bucket\n"],
])('ignores a name %s', (_, sql) => {
  expect(identifiersOf(sql).has('bucket')).toBe(false);
});

test.each([
  ['after a literal', "select 'x', bucket"],
  ['on the line after a comment', 'select 1, -- key\n bucket'],
  ['after a literal that looks like a comment', "select '--', bucket"],
  ['after a comment with a quote', "select 1 -- don't\n, bucket"],
])('finds a name %s', (_, sql) => {
  expect(identifiersOf(sql).has('bucket')).toBe(true);
});

test('does not find a name within a longer one', () => {
  expect(identifiersOf('select bucket_owner, my_bucket').has('bucket')).toBe(false);
});

test('never looks into a literal, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect([...identifiersOf(`'${text.replaceAll("'", "''")}'`)]).toEqual([]);
    }),
  );
});
