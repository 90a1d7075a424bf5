import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cliPath, runCli } from '../helpers/cli';

const home = mkdtempSync(join(tmpdir(), 'no-credentials-'));
const NOTHING = {
  HOME: home,
  AWS_CONFIG_FILE: join(home, 'config'),
  AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'),
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ACCESS_KEY_ID: '',
  AWS_SECRET_ACCESS_KEY: '',
  AWS_REGION: '',
  AWS_DEFAULT_REGION: '',
  AWS_PROFILE: '',
};
const KEYS = { ...NOTHING, AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
/** Nobody listens there. */
const NOWHERE = { ...KEYS, AWS_ENDPOINT_URL: 'http://localhost:9' };

afterAll(() => rmSync(home, { recursive: true }));

const COMMANDS = [['start'], ['status'], ['history'], ['fetch'], ['cancel'], ['grants']];

describe.each(COMMANDS)('%s', (...command) => {
  test('fails without a Region, with how to name one', async () => {
    expect(await runCli(command, { env: KEYS })).toMatchObject({
      code: 2,
      stdout: '',
      stderr:
        'error: no Region is set; add --region with the Region of the stack, such as eu-west-1, or set AWS_REGION\n',
    });
  });

  test('fails without credentials, with how to get some', async () => {
    const { code, stderr } = await runCli([...command, '--region', 'eu-west-1'], { env: NOTHING });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^error: there are no AWS credentials; .*--profile.*\n$/),
    });
  });

  test('fails with a profile that is not there', async () => {
    const { code, stderr } = await runCli([...command, '--region', 'eu-west-1', '--profile', 'audit'], {
      env: NOTHING,
    });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^error: the profile 'audit' gives no AWS credentials/),
    });
  });

  test('fails when AWS can not be reached', async () => {
    const { code, stderr } = await runCli([...command, '--region', 'eu-west-1'], { env: NOWHERE });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^error: AWS can not be reached \(ECONNREFUSED\)/),
    });
  });

  test('fails for a name that no stack can have', async () => {
    expect(await runCli([...command, '--region', 'eu-west-1', '--stack', 'my_stack'], { env: NOWHERE })).toMatchObject({
      code: 2,
      stderr: "error: --stack can't be 'my_stack'; give the name of a CloudFormation stack\n",
    });
  });
});

test('commands that need no AWS do not load its SDK', () => {
  const program = `
    const { main } = require(${JSON.stringify(join(dirname(cliPath()), '../lib/cli/main.js'))});
    main(['list']).then(() => console.error(Object.keys(require.cache).filter((path) => /aws-sdk|smithy/.test(path)).length));
  `;
  expect(spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' }).stderr).toBe('0\n');
});
