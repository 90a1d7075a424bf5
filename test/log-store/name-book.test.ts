import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asidePathOfKey } from '../../lib/log-store/sync/file-names';
import { NameBook } from '../../lib/log-store/sync/name-book';
import { makeFolder } from '../helpers/log-folder';

let folder: string;
beforeEach(() => {
  folder = makeFolder('names');
});
afterEach(() => rmSync(folder, { recursive: true }));

function assignAll(...keys: string[]): string[] {
  const book = new NameBook(folder);
  return keys.map((key) => book.assign(key).path);
}

test.each([
  ['differ in case only', 'Log', 'log'],
  ['differ in how an accent is written', 'e\u0301', '\u00e9'],
  ['are a file and a folder', 'a', 'a/b'],
  ['are a folder and a file', 'a/b', 'a'],
  ['are a file and a folder further up', 'a', 'A/b/c'],
])('of two keys that %s the second lies aside', (_, first, second) => {
  expect(assignAll(first, second, first)).toEqual([first, asidePathOfKey(second), first]);
});

test('keys in folders that differ in case only share them', () => {
  expect(assignAll('Logs/a', 'logs/b')).toEqual(['Logs/a', 'logs/b']);
});

test('a key lies aside when a folder has its name, or a file that of its folder', () => {
  mkdirSync(join(folder, 'taken'));
  writeFileSync(join(folder, 'file'), '');
  expect(assignAll('taken', 'file/x')).toEqual([asidePathOfKey('taken'), asidePathOfKey('file/x')]);
});

test('a remembered place stays with its key', () => {
  const book = new NameBook(folder);
  expect(book.remember('log', false)).toBe(true);
  expect(book.remember('LOG', true)).toBe(true);
  expect(book.remember('Log', false)).toBe(false);
  expect(book.assign('log')).toEqual({ path: 'log', aside: false });
  expect(book.assign('Log')).toEqual({ path: asidePathOfKey('Log'), aside: true });
});
