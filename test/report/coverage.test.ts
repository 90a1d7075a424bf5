import { type Coverage, renderCoverage } from '../../lib/report/coverage';
import { createStyle } from '../../lib/report/terminal/style';
import { coverage } from '../helpers/audit-result';

const render = (more: Partial<Coverage>, color = false) =>
  renderCoverage({ ...coverage, ...more } as Coverage, createStyle(color));

test('says in two lines what was read', () => {
  expect(
    render({
      files: 18,
      skippedFiles: 3,
      skippedFilesByReason: { 'outside the window': 3 },
      lines: 1412,
      parsed: 1411,
      unparsed: 1,
      duplicates: 2,
      outsideWindow: 12,
    }),
  ).toEqual([
    '1,412 lines in 18 files (3 files outside the window were not opened): 1,411 parsed, 1 unparsed, 2 duplicates dropped, 12 outside the window',
    'first event 2026-11-02T09:14:05Z, last event 2026-11-02T09:15:00Z',
  ]);
});

test('leaves out what did not happen', () => {
  expect(render({})[0]).toBe('3 lines in 2 files: all parsed');
});

test('uses the singular for one', () => {
  const one = { files: 1, skippedFiles: 1, skippedFilesByReason: { 'outside the window': 1 }, lines: 1, parsed: 1 };
  expect(render({ ...one, duplicates: 1 })[0]).toBe(
    '1 line in 1 file (1 file outside the window was not opened): all parsed, 1 duplicate dropped',
  );
});

test('counts records for CloudTrail', () => {
  const { lines: _, ...others } = coverage;
  expect(renderCoverage({ ...others, records: 3 }, createStyle(false))[0]).toBe('3 records in 2 files: all parsed');
});

test('tells reasons apart when files were left out for several', () => {
  const skippedFilesByReason = {
    'outside the window': 3,
    'CloudTrail digest': 4,
    'hidden file': 1,
    'other file': 0,
    'CloudTrail Insights': 2,
  };
  expect(render({ skippedFiles: 10, skippedFilesByReason })[0]).toBe(
    '3 lines in 2 files (10 files were not opened: 3 outside the window, 4 CloudTrail digests, 1 hidden file, 2 CloudTrail Insights): all parsed',
  );
});

test('says that there was nothing', () => {
  expect(render({ files: 0, lines: 0, parsed: 0, firstEvent: null, lastEvent: null })).toEqual([
    '0 lines in 0 files',
    'no event',
  ]);
});

test('never calls lines parsed that were not', () => {
  expect(render({ lines: 1, parsed: 0, unparsed: 1 })[0]).toBe('1 line in 2 files: 0 parsed, 1 unparsed');
});

test('names unreadable files, then notes', () => {
  const unreadable = [
    { file: 'a.gz', reason: 'unexpected end of file', partial: true },
    { file: 'b\u001b[2J.gz', reason: 'no gzip\n', partial: false },
  ];
  expect(render({ unreadable, notes: ['lifecycle actions are not in CloudTrail'] }).slice(2)).toEqual([
    'partly read: a.gz: unexpected end of file',
    'unreadable: b\\x1b[2J.gz: no gzip\\n',
    'note: lifecycle actions are not in CloudTrail',
  ]);
});

test('names ten unreadable files and counts the others', () => {
  const unreadable = Array.from({ length: 12 }, (_, index) => ({ file: `${index}.gz`, reason: 'x', partial: false }));
  const lines = render({ unreadable }).slice(2);
  expect(lines).toHaveLength(11);
  expect(lines[10]).toBe('… and 2 more files unreadable or partly read (all are in --format json)');
});

test('colours what needs attention', () => {
  const unreadable = [{ file: 'a.gz', reason: 'x', partial: false }];
  const lines = render({ parsed: 2, unparsed: 1, unreadable }, true);
  expect(lines[0]).toContain('\u001b[33m1 unparsed\u001b[39m');
  expect(lines[2]).toContain('\u001b[31munreadable\u001b[39m');
});

test('manifests of rollups are counted', () => {
  const skipped = (count: number) =>
    render({ skippedFiles: count, skippedFilesByReason: { 'rollup manifest': count } })[0];
  expect(skipped(7)).toBe('3 lines in 2 files (7 files were not opened: 7 rollup manifests): all parsed');
  expect(skipped(1)).toBe('3 lines in 2 files (1 file was not opened: 1 rollup manifest): all parsed');
});
