import { Athena } from './athena/athena';
import type { AthenaEngine } from './athena/athena-engine';
import { athenaService } from './athena/athena-service';
import { DuckDbEngine } from './athena/duckdb-engine';
import { VirtualClock } from './clock/virtual-clock';
import { GlueCatalog } from './glue/catalog';
import { glueService } from './glue/glue-service';
import { CredentialStore, type Credentials } from './iam/credentials';
import { Iam } from './iam/iam';
import { type Principal, rootOf } from './iam/principal';
import { s3Service } from './s3/s3-service';
import { S3Store } from './s3/store';
import { Faults } from './server/faults';
import { AwsServer } from './server/server';
import { Violations } from './server/violations';

export interface LocalAwsOptions {
  /** Account that stacks are deployed into. */
  readonly account?: string;
  readonly region?: string;
  /** TCP port; any free one by default. */
  readonly port?: number;
  /** What time it is at the start; now by default. */
  readonly now?: Date;
  /** What answers Athena's queries; DuckDB by default. */
  readonly engine?: AthenaEngine;
}

/** AWS on this machine: one HTTP server, and a handle for tests on everything behind it. */
export class LocalAws {
  readonly account: string;
  readonly region: string;
  readonly violations = new Violations();
  readonly faults = new Faults();
  readonly credentials = new CredentialStore();
  readonly glue = new GlueCatalog();
  readonly iam: Iam;
  readonly s3: S3Store;
  readonly clock: VirtualClock;
  readonly athena: Athena;
  /** Access keys that see Glue and S3 as open-source Trino needs them. */
  readonly engineKeys = new Set<string>();
  /** Keys of the account's root, for whatever tests do themselves. */
  readonly root: Credentials;
  private readonly server: AwsServer;

  private constructor({ account = '111122223333', region = 'eu-west-1', now, engine }: LocalAwsOptions) {
    this.account = account;
    this.region = region;
    this.clock = new VirtualClock(now);
    this.iam = new Iam(this.violations, account);
    this.s3 = new S3Store(this.iam, { account, region, now: () => this.clock.now() });
    this.athena = new Athena({
      iam: this.iam,
      s3: this.s3,
      glue: this.glue,
      credentials: this.credentials,
      clock: this.clock,
      region,
      engine: engine ?? new DuckDbEngine({ now: () => this.clock.now() }),
    });
    this.root = this.credentials.issue(rootOf(account));
    this.server = new AwsServer({
      iam: this.iam,
      credentials: this.credentials,
      faults: this.faults,
      violations: this.violations,
      clock: this.clock,
      services: [s3Service(this.s3), glueService(this.glue, this.engineKeys), athenaService(this.athena, this.s3)],
      unsigned: () => undefined,
    });
  }

  static async start(options: LocalAwsOptions = {}): Promise<LocalAws> {
    const aws = new LocalAws(options);
    await aws.server.listen(options.port);
    return aws;
  }

  /** For AWS_ENDPOINT_URL. */
  get endpoint(): string {
    return `http://localhost:${this.server.port}`;
  }

  /** Decisions of IAM since the start. */
  get calls() {
    return this.iam.calls;
  }

  /** Gives an engine keys of its own: it sees tables as Trino can read them, and acts as the principal. */
  bindEngineKey(accessKeyId: string, principal: Principal = rootOf(this.account)): void {
    this.engineKeys.add(accessKeyId);
    this.credentials.bind(accessKeyId, principal);
  }

  async stop(): Promise<void> {
    this.clock.stop();
    await this.server.close();
  }
}
