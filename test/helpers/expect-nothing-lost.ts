import { type AccessEvent, expectedAnswers } from '../generator';
import { audit } from './local-audit';
import { type Files, withFiles } from './log-folder';

/** What files hold, in the words of the coverage. */
export interface Held {
  readonly events: readonly AccessEvent[];
  /** Lines of no known form: file, number from 1, and text. */
  readonly unparsed?: readonly (readonly [file: string, line: number, text: string])[];
  /** Files with something wrong: file, a part of the reason, and whether some of it was read. */
  readonly unreadable?: readonly (readonly [file: string, reason: string, partial: boolean])[];
}

/** Audits files of access logs and compares rows, counts and places with what the files hold. */
export async function expectNothingLost(files: Files, held: Held): Promise<void> {
  await withFiles(files, (folder) => expectNothingLostIn(folder, held, Object.keys(files).length));
}

/** The same for a folder that has been written. */
export async function expectNothingLostIn(folder: string, held: Held, files: number): Promise<void> {
  const { events, unparsed = [], unreadable = [] } = held;
  const inFolder = (path: string) => path.slice(folder.length + 1);
  const { rows, coverage, ...found } = await audit([folder], ['object-access'], { logType: 'access-logs' });
  expect(rows['object-access']).toEqual(expectedAnswers['access-logs']['object-access']?.(events));
  expect(coverage).toMatchObject({
    files,
    lines: events.length + unparsed.length,
    parsed: events.length,
    unparsed: unparsed.length,
    duplicates: 0,
    outsideWindow: 0,
  });
  expect(coverage.unreadable.map(({ file, reason, partial }) => ({ file: inFolder(file), reason, partial }))).toEqual(
    unreadable.map(([file, reason, partial]) => ({ file, reason: expect.stringContaining(reason), partial })),
  );
  expect(found.unparsed.map(({ file, number, text }) => [inFolder(file), number, text])).toEqual(unparsed);
}
