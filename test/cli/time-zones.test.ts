import { runCli } from '../helpers/cli';

const ZONES = ['Asia/Kolkata', 'America/St_Johns'];
const WINDOW = ['--from', '2026-02-03', '--to', '2026-02-05'];

test.each([
  ['every answer over access logs', ['run', 'all', '--logs', 'examples/access-logs', '--format', 'json', ...WINDOW]],
  ['every answer over CloudTrail', ['run', 'all', '--logs', 'examples/cloudtrail', '--format', 'json', ...WINDOW]],
  [
    'a table',
    ['run', 'deletions', '--logs', 'examples/access-logs', '--format', 'table', '--from', '2026-02-04T02:10:05Z'],
  ],
  ['SQL', ['sql', 'deletions', '--log-type', 'access-logs', ...WINDOW]],
])('%s does not depend on the time zone of the machine', async (_, args) => {
  const utc = await runCli(args, { env: { TZ: 'UTC' } });
  expect(utc.code).toBe(0);
  for (const zone of ZONES) {
    const { code, stdout, stderr } = await runCli(args, { env: { TZ: zone } });
    expect({ zone, code, stderr, same: stdout === utc.stdout }).toEqual({
      zone,
      code: 0,
      stderr: utc.stderr,
      same: true,
    });
  }
});
