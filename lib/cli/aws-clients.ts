import type { AthenaClient } from '@aws-sdk/client-athena';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { S3Client } from '@aws-sdk/client-s3';
import type { S3ControlClient } from '@aws-sdk/client-s3-control';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { explainAwsError } from '../workflow/deployed-stack/explain-aws-error';

/** Where AWS is and who calls it, as the command line has it; what is absent comes from the environment and its files. */
export interface AwsOptions {
  readonly region?: string;
  readonly profile?: string;
}

/** Prefixes of IAM actions that are named unlike the service. */
const PREFIXES: Readonly<Record<string, string>> = { s3control: 's3' };

/** Actions of IAM that are named unlike the call. */
const ACTIONS: Readonly<Record<string, string>> = {
  ListObjectsV2: 'ListBucket',
  HeadBucket: 'ListBucket',
  HeadObject: 'GetObject',
};

/** What every client is made with. */
type ClientOptions = AwsOptions & { readonly logger: Logger };
interface Logger {
  debug(): void;
  info(): void;
  warn(): void;
  /** Gets every call that fails. */
  error(entry: { readonly commandName?: string; readonly error?: unknown }): void;
}

/** Clients of the AWS services, each made (and its package loaded) when it is first needed. */
export class AwsClients {
  private readonly made = new Map<string, unknown>();
  /** The IAM action of a call that failed, by its error. */
  private readonly failedActions = new WeakMap<object, string>();

  constructor(private readonly options: AwsOptions) {
    // our users can't do anything about the version of the SDK, and it works on every Node.js that we promise
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  }

  get cloudFormation(): CloudFormationClient {
    return this.client('cloudformation', (options) => {
      const sdk = require('@aws-sdk/client-cloudformation') as typeof import('@aws-sdk/client-cloudformation');
      return new sdk.CloudFormationClient(options);
    });
  }

  get sfn(): SFNClient {
    return this.client('states', (options) => {
      const sdk = require('@aws-sdk/client-sfn') as typeof import('@aws-sdk/client-sfn');
      return new sdk.SFNClient(options);
    });
  }

  get s3(): S3Client {
    return this.client('s3', (options) => {
      const sdk = require('@aws-sdk/client-s3') as typeof import('@aws-sdk/client-s3');
      return new sdk.S3Client(options);
    });
  }

  get s3Control(): S3ControlClient {
    return this.client('s3control', (options) => {
      const sdk = require('@aws-sdk/client-s3-control') as typeof import('@aws-sdk/client-s3-control');
      return new sdk.S3ControlClient(options);
    });
  }

  get athena(): AthenaClient {
    return this.client('athena', (options) => {
      const sdk = require('@aws-sdk/client-athena') as typeof import('@aws-sdk/client-athena');
      return new sdk.AthenaClient(options);
    });
  }

  /** The Region that calls go to. @throws UsageError when none is known */
  async region(): Promise<string> {
    try {
      return await this.cloudFormation.config.region();
    } catch (error) {
      throw this.explain(error);
    }
  }

  /** What an error means to the person at the command line. */
  explain(error: unknown): unknown {
    const action = typeof error === 'object' && error !== null ? this.failedActions.get(error) : undefined;
    return explainAwsError(error, this.options, action);
  }

  private client<Client>(service: string, make: (options: ClientOptions) => Client): Client {
    const known = this.made.get(service) as Client | undefined;
    if (known) return known;
    const client = make({ ...this.options, logger: this.listenTo(service) });
    this.made.set(service, client);
    return client;
  }

  /** The SDK tells its logger which call it was that failed; the error itself does not say. */
  private listenTo(service: string): Logger {
    const nothing = () => {};
    return {
      debug: nothing,
      info: nothing,
      warn: nothing,
      error: ({ commandName = '', error }) => {
        const name = commandName.replace(/Command$/, '');
        if (typeof error === 'object' && error !== null) {
          this.failedActions.set(error, `${PREFIXES[service] ?? service}:${ACTIONS[name] ?? name}`);
        }
      },
    };
  }
}
