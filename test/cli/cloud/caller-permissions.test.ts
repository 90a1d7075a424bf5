import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { roleWith } from '../../aws/helpers';
import { AuditInTheCloud, EMAIL } from './audit-in-the-cloud';

const GUIDE = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'deploy.md'), 'utf8');
/** Actions by command, as the deploy guide has them. */
const documented = [...GUIDE.matchAll(/^\| `([a-z][a-z -]*)` \| (`[a-z0-9]+:.*) \|$/gm)].map(
  ([, command = '', cell = '']) =>
    [command, [...cell.matchAll(/`(\w+:\w+)`/g)].map((match) => match[1] ?? '')] as const,
);

let cloud: AuditInTheCloud;

beforeAll(async () => {
  cloud = await AuditInTheCloud.deploy();
  cloud.aws.confirmSubscription(EMAIL);
  expect(await cloud.cli(['start', '--wait'])).toMatchObject({ code: 0 });
}, 180_000);

afterAll(() => cloud.stop());

test('the deploy guide has the actions of every command', () => {
  const commands = documented.map(([command]) => command.split(' ')[0]);
  expect([...new Set(commands)]).toEqual(['start', 'status', 'history', 'fetch', 'cancel', 'grants']);
});

// what cancel does depends on what the run is doing: it is tested below
test.each(documented.filter(([command]) => command !== 'cancel'))(
  '%s works with the documented actions, and without any of them says which one is missing',
  async (command, actions) => {
    const args = command === 'fetch' ? ['fetch', 'deletions'] : command.split(' ');
    expect(await as(args, actions)).toMatchObject({ code: 0 });
    for (const missing of actions) {
      const { code, stderr } = await as(
        args,
        actions.filter((action) => action !== missing),
      );
      expect({ missing, code }).toEqual({ missing, code: 1 });
      expect(stderr).toMatch(/^(?:.*\n)*error: you may not /);
      expect(stderr).toContain(missing);
    }
  },
);

test('cancel does nothing but what is documented', async () => {
  const { aws } = cloud;
  const [, actions = []] = documented.find(([command]) => command === 'cancel') ?? [];
  aws.clock.pause();
  aws.athena.scripts.push({ hangs: true, times: Number.POSITIVE_INFINITY });
  await runUntil('WaitForCopy');
  expect(await as(['cancel'], actions)).toMatchObject({ code: 0, stderr: '' });
  await runUntil('WaitForQueries');
  expect(await as(['cancel'], actions)).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringContaining('3 of its queries'),
  });
});

async function runUntil(state: string): Promise<void> {
  const execution = cloud.aws.startExecution(cloud.stack.outputs.StateMachineArn ?? '', {});
  while (execution.history.states.at(-1) !== state) await cloud.aws.clock.advance(1000);
}

let roles = 0;

/** The command line as somebody who may do just that. */
function as(args: readonly string[], actions: readonly string[]) {
  const statement = { Effect: 'Allow', Action: [...actions, 'sts:GetCallerIdentity'], Resource: '*' };
  return cloud.cli(args, { as: roleWith(cloud.aws, `caller-${roles++}`, [statement]) });
}
