import type { OutputHost } from '../../lib/cli/output-host';
import { progressLine, showProgress } from '../../lib/cli/progress';
import { syncProgressLine } from '../../lib/cli/sync-tally';
import { SyncTally } from '../../lib/log-store/sync/sync-tally';
import { createStyle } from '../../lib/report/terminal/style';

const MB = 1_000_000;

test.each([
  [{ files: 5000, bytes: 1000 * MB }, 0.25, 2000, 'reading 1,250 of 5,000 files, 25 %, 125 MB/s, 6 s left'],
  [{ files: 1, bytes: 600 * MB }, 0.5, 1000, 'reading 1 of 1 file, 50 %, 300 MB/s, 1 s left'],
  [{ files: 20_000, bytes: 10 * MB }, 0, 5000, 'reading 20,000 files …'],
  [{ files: 1, bytes: 0 }, 0, 5000, 'reading 1 file …'],
  [{ files: 3, bytes: 3 * MB }, 1, 3000, 'reading 3 of 3 files, 100 %, 1 MB/s, 0 s left'],
])('a line of progress tells files, speed and time left: %j at %d', (workload, fraction, elapsedMs, line) => {
  expect(progressLine(workload, fraction, elapsedMs)).toBe(line);
});

describe('progress', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function recordingHost() {
    const said: string[] = [];
    const host: OutputHost = {
      isTerminal: true,
      width: 80,
      color: false,
      style: createStyle(false),
      write: async () => {},
      tell: () => {},
      showProgress: (line) => said.push(line),
      clearProgress: () => said.push('cleared'),
    };
    return { host, said };
  }

  test('is shown when it takes over a second, and cleared at the end', () => {
    const { host, said } = recordingHost();
    const end = showProgress(host, { files: 4, bytes: 4 * MB }, () => 0.5);
    jest.advanceTimersByTime(900);
    expect(said).toEqual([]);
    jest.advanceTimersByTime(300);
    expect(said.at(-1)).toMatch(/^reading 2 of 4 files, 50 %/);
    end();
    jest.advanceTimersByTime(5000);
    expect(said.at(-1)).toBe('cleared');
  });

  test('that is not known shows what is being read', () => {
    const { host, said } = recordingHost();
    const end = showProgress(host, { files: 4, bytes: 4 * MB }, () => undefined);
    jest.advanceTimersByTime(1200);
    expect(said.at(-1)).toBe('reading 4 files …');
    end();
  });
});

describe('the progress of a sync', () => {
  const progress = (parts: Partial<SyncTally>) => syncProgressLine(Object.assign(new SyncTally(), parts), 2000);

  test('begins with what is listed', () => {
    expect(progress({ objects: 1000 })).toBe('1,000 objects listed …');
  });

  test('tells that the listing goes on', () => {
    expect(progress({ objects: 9000, toDownload: 5000, downloaded: 400, bytes: 12_345_678 })).toBe(
      '400 of 5,000 or more objects downloaded, 12 MB, 200 objects/s',
    );
  });

  test('tells how long it will take', () => {
    const parts = { listed: true, objects: 5000, toDownload: 5000, downloaded: 398, recognized: 1, failed: 1 };
    expect(progress(parts)).toBe('400 of 5,000 objects downloaded, 0 bytes, 200 objects/s, 23 s left');
  });
});
