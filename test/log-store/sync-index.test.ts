import { appendFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type IndexEntry, SyncIndex } from '../../lib/log-store/sync/sync-index';
import { failureOf } from '../helpers/failure-of';
import { makeFolder } from '../helpers/log-folder';

const SOURCE = 's3://logs/site/';
let folder: string;
let file: string;
beforeEach(() => {
  folder = makeFolder('index');
  file = join(folder, '.s3-log-audit', 'index.ndjson');
});
afterEach(() => rmSync(folder, { recursive: true }));

const entry = (text: string): IndexEntry => ({
  etag: text,
  bytes: text.length,
  md5: `md5 ${text}`,
  proof: 'etag',
  aside: false,
});
const open = () => SyncIndex.open(folder, SOURCE);

function fill(count: number, text = 'x'): void {
  const index = open();
  for (let number = 0; number < count; number++) index.set(`key ${number}`, entry(`${text}${number}`));
  index.close();
}

test('what was added is there the next time', () => {
  const index = open();
  index.set('a\n"b"', { etag: 'e-2', bytes: 7, md5: 'm', proof: 'size', aside: true });
  index.set('ü', entry('one'));
  index.set('ü', entry('two'));
  index.close();
  expect([...open()]).toEqual([
    ['a\n"b"', { etag: 'e-2', bytes: 7, md5: 'm', proof: 'size', aside: true }],
    ['ü', entry('two')],
  ]);
});

test('an index that was cut off anywhere gives whole entries only, and goes on', () => {
  fill(20);
  const { length } = readFileSync(file);
  const whole = new Map(open());
  for (let cut = length; cut > 0; cut -= 7) {
    truncateSync(file, cut);
    const index = open();
    for (const [key, value] of index) expect(value).toEqual(whole.get(key));
    index.set('another', entry('after'));
    index.close();
    expect(open().get('another')).toEqual(entry('after'));
  }
});

test('two processes add to one index, and nothing is lost', () => {
  const [one, other] = [open(), open()];
  for (let number = 0; number < 1000; number++) {
    one.set(`one ${number}`, entry(`${number}`));
    other.set(`other ${number}`, entry(`${number}`));
  }
  one.close();
  other.close();
  expect([...open()]).toHaveLength(2000);
});

test('an index that is mostly out of date is written anew', () => {
  fill(500);
  const { length } = readFileSync(file);
  for (let round = 0; round < 9; round++) fill(500, 'a');
  expect(readFileSync(file).length).toBeLessThan(length * 3);
  fill(1, 'b');
  expect(open().get('key 0')).toEqual(entry('b0'));
  expect(open().get('key 499')).toEqual(entry('a499'));
});

test('what another process has added since an index was read stays when it would be written anew', () => {
  const index = open();
  for (let round = 0; round < 4; round++) {
    for (let number = 0; number < 500; number++) index.set(`key ${number}`, entry(`${round}`));
  }
  index.flush();
  const other = open();
  other.set('late', entry('late'));
  other.flush();
  const { length } = readFileSync(file);
  index.close();
  expect(open().get('late')).toEqual(entry('late'));
  expect(readFileSync(file)).toHaveLength(length);
  open().close();
  expect(readFileSync(file).length).toBeLessThan(length / 3);
  expect([...open()]).toHaveLength(501);
  expect(readdirSync(join(folder, '.s3-log-audit'))).toEqual(['index.ndjson']);
});

test('lines that are none are overlooked', () => {
  fill(1);
  appendFileSync(file, '\n[]\n{}\nnull\n[1,2,3,4,5,6]\n["k","e","7","m","etag",0]\n["k","e",7,"m","trust me",0]\n');
  expect([...open()]).toHaveLength(1);
});

test('fails for a folder that holds other logs', () => {
  fill(1);
  expect(failureOf(() => SyncIndex.open(folder, 's3://other/'))).toMatchObject({
    name: 'UsageError',
    message: `'${folder}' holds the logs of s3://logs/site/, not of s3://other/; give another folder`,
  });
});

test('fails for the index of another version', () => {
  fill(1);
  writeFileSync(file, `{"version":2,"source":"${SOURCE}"}\n`);
  expect(failureOf(open)).toMatchObject({ code: 'NOT_SUPPORTED' });
});
