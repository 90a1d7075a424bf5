import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { parseSmokeArguments, type SmokeArguments, USAGE } from './smoke-arguments';
import { SMOKE_CASES } from './smoke-cases';
import { type Cloud, runCase } from './smoke-runs';

const REPOSITORY = join(__dirname, '..', '..');
const STACK = 'S3LogAuditSmoke';
const say = (text: string) => process.stdout.write(`${text}\n`);

async function smoke(settings: SmokeArguments): Promise<number> {
  const { region, keep } = settings;
  await requireAccount(settings);
  const s3 = new S3Client({ region });
  const logBucket = `s3-log-audit-smoke-${settings.account}-${region}`;
  const workFolder = mkdtempSync(join(tmpdir(), 'smoke-'));
  const differences: string[] = [];
  try {
    await makeBucket(s3, logBucket, region);
    const cloud = liveCloud(settings, s3, logBucket);
    for (const smokeCase of SMOKE_CASES) differences.push(...(await runCase(cloud, smokeCase, workFolder)));
  } finally {
    if (keep) say(`kept: the stack ${STACK}, s3://${logBucket} and ${workFolder}`);
    else {
      await cdk(['destroy', STACK, '--force'], region);
      await removeBucket(s3, logBucket);
      rmSync(workFolder, { recursive: true });
    }
  }
  say(differences.length === 0 ? 'No answer differs.' : `These differ:\n${differences.join('\n')}`);
  return differences.length === 0 ? 0 : 1;
}

/** The stack that the CDK needs tells the account of the credentials. @throws Error when it is another one */
async function requireAccount({ account, region }: SmokeArguments): Promise<void> {
  const client = new CloudFormationClient({ region });
  const { Stacks: [toolkit] = [] } = await client.send(new DescribeStacksCommand({ StackName: 'CDKToolkit' }));
  const found = toolkit?.StackId?.split(':')[4];
  if (found !== account) throw new Error(`your credentials are of the account ${found}, not of ${account}`);
}

function liveCloud({ region, email }: SmokeArguments, s3: S3Client, logBucket: string): Cloud {
  return {
    logBucket,
    deploy: (parameters) => {
      const all = {
        Analyses: 'all',
        From: '2026-02-03',
        To: '2026-02-06',
        RunOnDeploy: 'No',
        ContactEmail: email,
        ...parameters,
      };
      const list = Object.entries(all).flatMap(([name, value]) => ['--parameters', `${name}=${value}`]);
      return cdk(['deploy', STACK, '--require-approval', 'never', ...list], region);
    },
    putLog: async (Key, Body) => {
      await s3.send(new PutObjectCommand({ Bucket: logBucket, Key, Body }));
    },
    commandLine: (args) => {
      const inCloud = args[0] === 'run' ? [] : ['--stack', STACK, '--region', region];
      return runProgram(process.execPath, ['--require', 'tsx/cjs', 'bin/s3-log-audit.ts', ...args, ...inCloud], region);
    },
    tell: say,
  };
}

function cdk(args: readonly string[], region: string): Promise<void> {
  return runProgram('npx', ['cdk', ...args, '-c', `stackName=${STACK}`], region);
}

/** What the program prints is for whoever watches. */
function runProgram(program: string, args: readonly string[], region: string): Promise<void> {
  say(`> ${[program, ...args].join(' ')}`);
  const env = { ...process.env, AWS_REGION: region };
  const child = spawn(program, args, { cwd: REPOSITORY, env, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => (code === 0 ? done() : fail(new Error(`${program} has ended with ${code}`))));
  });
}

async function makeBucket(s3: S3Client, Bucket: string, region: string): Promise<void> {
  // the first Region has no name here
  const place =
    region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' } };
  await s3.send(new CreateBucketCommand({ Bucket, ...place }));
}

async function removeBucket(s3: S3Client, Bucket: string): Promise<void> {
  for (;;) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    if (Contents.length === 0) break;
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: Contents.map(({ Key }) => ({ Key })) } }));
  }
  await s3.send(new DeleteBucketCommand({ Bucket }));
}

async function main(): Promise<number> {
  const settings = parseSmokeArguments(process.argv.slice(2));
  if (settings) return smoke(settings);
  process.stderr.write(USAGE);
  return 2;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  },
);
