import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Starts a tied program that tells its process id, and stays. */
const PARENT = `
  const { spawnTied } = require(${JSON.stringify(join(__dirname, 'tied-process.ts'))});
  spawnTied('sh', ['-c', 'echo $$; exec sleep 60'], { cwd: '/', output: 1 });
`;

test('a tied program ends when the process that started it is killed', async () => {
  const parent = spawn(process.execPath, ['--require', 'tsx/cjs', '-e', PARENT], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  for (let tries = 0; isAlive(pid) && tries < 100; tries++) await sleep(50);
  expect(isAlive(pid)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
