import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { LocalAws } from '../aws';
import { cliPath, runProcess } from '../helpers/cli';
import { makeFolder } from '../helpers/log-folder';
import { synthesizedAssembly } from '../helpers/synthesized-stack';
import { parseSmokeArguments } from './smoke-arguments';
import { SMOKE_CASES, type SmokeCase } from './smoke-cases';
import { type Cloud, runCase } from './smoke-runs';

const SCRIPT = join(__dirname, 'smoke-live.ts');
const GIVEN = ['--yes-use-my-account', '--account', '111122223333', '--region', 'eu-west-1', '--email', 'a@b.example'];

test.each([[[]], [GIVEN.slice(1)], [['--help']]])('nothing happens and the usage is shown with %j', async (args) => {
  const { code, stderr, stdout } = await runProcess(process.execPath, ['--require', 'tsx/cjs', SCRIPT, ...args]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('npm run smoke:live -- --yes-use-my-account --account <id>');
});

test.each(['account', 'region', 'email'])('fails without --%s, and with one that can be none', (name) => {
  const at = GIVEN.indexOf(`--${name}`);
  expect(() => parseSmokeArguments(GIVEN.filter((_, index) => index !== at && index !== at + 1))).toThrow(
    `--${name} is missing`,
  );
  expect(() => parseSmokeArguments(GIVEN.map((value, index) => (index === at + 1 ? '42' : value)))).toThrow(
    `--${name} can't be '42'`,
  );
});

describe('in the local AWS', () => {
  const [flat] = SMOKE_CASES as readonly [SmokeCase];
  const workFolder = makeFolder('smoke');
  let aws: LocalAws;
  let cloud: Cloud;

  beforeAll(async () => {
    aws = await LocalAws.start({ now: new Date('2026-02-10T08:00:00Z') });
    aws.s3.createBucket({ name: 'acme-logs' });
    cloud = {
      logBucket: 'acme-logs',
      deploy: async (parameters) => {
        const all = {
          Analyses: 'all',
          From: '2026-02-03',
          To: '2026-02-06',
          RunOnDeploy: 'No',
          ContactEmail: 'a@b.example',
        };
        await aws.deploy({
          assembly: synthesizedAssembly(),
          stackName: 'Smoke',
          parameters: { ...all, ...parameters },
        });
        aws.confirmSubscription('a@b.example');
      },
      putLog: async (key, content) => void aws.s3.put('acme-logs', key, content),
      commandLine: async (args) => {
        const inCloud = args[0] === 'run' ? [] : ['--stack', 'Smoke'];
        const env = args[0] === 'run' ? {} : aws.processEnvironment();
        const { code, stderr } = await runProcess(process.execPath, [cliPath(), ...args, ...inCloud], { env });
        if (code !== 0) throw new Error(`${args.join(' ')} has ended with ${code}: ${stderr}`);
      },
      tell: () => {},
    };
  });
  afterAll(async () => {
    await aws.stop();
    rmSync(workFolder, { recursive: true });
  });

  test('every answer is the one of the laptop', async () => {
    expect(await runCase(cloud, { ...flat, copyModes: ['Copy'] }, workFolder)).toEqual([]);
  });
});
