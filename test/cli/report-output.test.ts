import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReportOutput } from '../../lib/cli/commands/report-output';
import { processHost } from '../../lib/cli/output-host';
import { makeFolder } from '../helpers/log-folder';

let folder: string;

beforeEach(() => {
  folder = makeFolder('report-output');
});
afterEach(() => rmSync(folder, { recursive: true }));

const plan = (...paths: string[]) => ReportOutput.plan(paths, { spreadsheetSafe: false }, processHost());

test.each(['report.html', 'report.json'])('fails before any work when %s has no folder', async (name) => {
  await expect(plan(join(folder, 'good.html'), join(folder, 'none', name))).rejects.toMatchObject({
    code: 'OUTPUT_FAILED',
  });
});

test('fails before any work for tables where a file is', async () => {
  writeFileSync(join(folder, 'tables'), '');
  await expect(plan(join(folder, 'tables'))).rejects.toMatchObject({ code: 'INVALID_OPTION' });
});
