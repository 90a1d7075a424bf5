import { join } from 'node:path';
import { type DeployedStack, LocalAws, putExamples } from '../../aws';
import type { Credentials } from '../../aws/iam/credentials';
import { type CliOptions, type CliResult, runCli } from '../../helpers/cli';
import { synthesizedAssembly } from '../../helpers/synthesized-stack';

/** Resolves names such as bucket.localhost. */
const PRELOAD = join(__dirname, '..', '..', 'aws', 'lambda', 'runtime', 'preload.cjs');

export const EMAIL = 'security@acme.example';
const NOW = new Date('2026-03-01T12:00:00Z');

/** The example logs in a log bucket of the local AWS, and a stack over them that runs nothing by itself. */
export class AuditInTheCloud {
  private constructor(
    readonly aws: LocalAws,
    readonly stack: DeployedStack,
  ) {}

  static async deploy(
    parameters: Readonly<Record<string, string>> = {},
    putLogs = putFlatLogs,
  ): Promise<AuditInTheCloud> {
    const aws = await LocalAws.start({ now: NOW });
    putLogs(aws);
    const stack = await aws.deploy({
      assembly: synthesizedAssembly(),
      parameters: {
        LogBucket: 'acme-logs',
        LogPrefix: 'logs/',
        SourceBuckets: 'acme-media',
        Analyses: 'deletions,deletion-summary',
        From: '2026-02-03',
        To: '2026-02-06',
        ContactEmail: EMAIL,
        RunOnDeploy: 'No',
        ...parameters,
      },
    });
    return new AuditInTheCloud(aws, stack);
  }

  /** Runs the command line as the root of the account, or as somebody else. */
  cli(args: readonly string[], options: CliOptions & { readonly as?: Credentials } = {}): Promise<CliResult> {
    const { aws } = this;
    const { accessKeyId, secretAccessKey, sessionToken } = options.as ?? aws.root;
    const env = {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: aws.region,
      AWS_PROFILE: '',
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken ?? '',
      NODE_OPTIONS: `--require ${PRELOAD}`,
      ...options.env,
    };
    return runCli(args, { ...options, env });
  }

  async stop(): Promise<void> {
    await this.aws.stop();
    this.aws.violations.assertNone();
  }
}

function putFlatLogs(aws: LocalAws): void {
  aws.s3.createBucket({ name: 'acme-logs' });
  putExamples(aws.s3, 'acme-logs', 'logs/', 'access-logs');
}
