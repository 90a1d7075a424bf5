import { parseArgs } from 'node:util';
import { OUTPUTS } from '../../lib/workflow/audit-run/cloud-names';
import { synthesizedAssembly } from '../helpers/synthesized-stack';
import { LocalAws, putExamples } from '.';

const USAGE = `Deploys the stack into a local AWS, with the example logs, and runs an audit. Needs no account and changes nothing.

npm run try:cloud -- [options]
  --log-type access-logs|cloudtrail   which example logs (default: access-logs)
  --analyses <names>                  separated by commas, or all (default: deletions,access-denied-summary)
  --from <date> --to <date>           the audited time (default: 2026-02-03 to 2026-02-05)
  --keep                              stay, so that the command line can be tried on the stack, until Ctrl-C
  --help                              this text
`;
const EMAIL = 'you@example.com';
const LOG_BUCKET = 'acme-logs';
const LINES_SHOWN = 12;

async function tryCloud(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'log-type': { type: 'string', default: 'access-logs' },
      analyses: { type: 'string', default: 'deletions,access-denied-summary' },
      from: { type: 'string', default: '2026-02-03' },
      to: { type: 'string', default: '2026-02-05' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const logType = values['log-type'];
  if (values.help || (logType !== 'access-logs' && logType !== 'cloudtrail')) return say(USAGE);

  say('Synthesizing the stack …');
  const assembly = synthesizedAssembly();
  const aws = await LocalAws.start({ now: new Date('2026-02-10T08:00:00Z') });
  try {
    aws.s3.createBucket({ name: LOG_BUCKET });
    const logs = putExamples(aws.s3, LOG_BUCKET, '', logType);
    say(`Local AWS on ${aws.endpoint}, account ${aws.account}: ${logs.length} example logs in s3://${LOG_BUCKET}`);
    const parameters = {
      LogBucket: LOG_BUCKET,
      LogType: logType === 'cloudtrail' ? 'CloudTrail' : 'S3AccessLogs',
      SourceBuckets: logType === 'cloudtrail' ? '' : 'acme-media',
      Analyses: values.analyses,
      From: values.from,
      To: values.to,
      ContactEmail: EMAIL,
      RunOnDeploy: 'Yes',
    };
    say(
      `\ncdk deploy ${Object.entries(parameters)
        .map(([name, value]) => `--parameters ${name}=${value}`)
        .join(' ')}\n`,
    );
    const stack = await aws.deploy({ assembly, parameters });
    say(`${stack.name}: ${stack.status}, ${Object.keys(stack.resourceIds).length} resources`);
    aws.confirmSubscription(EMAIL);
    say(`${EMAIL} has confirmed the subscription.`);
    await showRun(aws, stack.outputs[OUTPUTS.resultsBucket] ?? '');
    if (values.keep) await stay(aws, stack.name);
    await stack.delete();
    say(`\n${stack.name}: ${stack.status}. Of the stack is left: ${aws.leftovers().length - 1 || 'nothing'}.`);
    aws.violations.assertNone();
  } finally {
    await aws.stop();
  }
}

async function showRun(aws: LocalAws, resultsBucket: string): Promise<void> {
  const [arn = ''] = [...aws.states.executions.keys()];
  const run = await aws.waitForExecution(arn);
  const seconds = Math.round(((run.stopped?.getTime() ?? 0) - run.started.getTime()) / 1000);
  say(`The run took ${seconds} seconds of the time there: ${run.history.states.join(' → ')}`);
  say(`It ${run.status === 'SUCCEEDED' ? 'succeeded' : `ended as ${run.status}: ${run.error} ${run.cause}`}.`);
  for (const { to, subject, text } of aws.mails) say(`\n${'─'.repeat(100)}\nTo: ${to}\nSubject: ${subject}\n\n${text}`);
  for (const { key, content } of csvFiles(aws, resultsBucket)) {
    const lines = content.trimEnd().split('\n');
    say(`\n${'─'.repeat(100)}\ns3://${resultsBucket}/${key}\n`);
    say(lines.slice(0, LINES_SHOWN).join('\n'));
    if (lines.length > LINES_SHOWN) say(`… and ${lines.length - LINES_SHOWN} more`);
  }
}

function csvFiles(aws: LocalAws, bucket: string): readonly { readonly key: string; readonly content: string }[] {
  const { objects } = aws.s3.requireBucket(bucket);
  const keys = Array.from({ length: objects.length }, (_, index) => objects.keyAt(index));
  return keys
    .filter((key) => key.startsWith('results/') && key.endsWith('.csv'))
    .map((key) => ({ key, content: aws.s3.read(bucket, key).toString() }));
}

async function stay(aws: LocalAws, stack: string): Promise<void> {
  const exports = Object.entries(aws.processEnvironment()).map(([name, value]) => `export ${name}="${value}"`);
  say(
    `\n${'─'.repeat(100)}\nIn another shell, for the command line (s3-log-audit … --stack ${stack}):\n\n${exports.join('\n')}\n\nCtrl-C ends it.`,
  );
  await new Promise((done) => process.once('SIGINT', done));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

tryCloud().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
