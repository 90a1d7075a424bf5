import { Athena } from './athena/athena';
import type { AthenaEngine } from './athena/athena-engine';
import { athenaService } from './athena/athena-service';
import { DuckDbEngine } from './athena/duckdb-engine';
import { VirtualClock } from './clock/virtual-clock';
import { loadAssembly } from './cloudformation/assembly';
import { cloudFormationService } from './cloudformation/cloudformation-service';
import { CustomResources } from './cloudformation/custom-resources';
import { DeployedStack, type Deployment } from './cloudformation/deployed-stack';
import { Stack } from './cloudformation/stack';
import { cloudTrailService } from './cloudtrail/cloudtrail-service';
import { Trails } from './cloudtrail/trails';
import { GlueCatalog } from './glue/catalog';
import { glueService } from './glue/glue-service';
import type { CallLog } from './iam/call-log';
import { CredentialStore, type Credentials } from './iam/credentials';
import { Iam } from './iam/iam';
import { type Principal, rootOf } from './iam/principal';
import { Lambda } from './lambda/lambda';
import { PRELOAD } from './lambda/sandbox';
import type { Platform } from './platform';
import { s3Service } from './s3/s3-service';
import { S3Store } from './s3/store';
import { BatchOperations } from './s3-control/batch-operations';
import { s3ControlService } from './s3-control/s3-control-service';
import { Scheduler } from './scheduler/scheduler';
import { Faults } from './server/faults';
import { AwsServer } from './server/server';
import { Violations } from './server/violations';
import { type Mail, Sns } from './sns/sns';
import { snsService } from './sns/sns-service';
import type { Execution } from './step-functions/execution';
import { StepFunctions } from './step-functions/step-functions';
import { stepFunctionsService } from './step-functions/step-functions-service';
import { stsService } from './sts/sts-service';

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
export class LocalAws implements Platform {
  readonly account: string;
  readonly region: string;
  readonly partition = 'aws';
  readonly violations = new Violations();
  readonly faults = new Faults();
  readonly credentials = new CredentialStore();
  readonly clock: VirtualClock;
  readonly iam: Iam;
  readonly s3: S3Store;
  readonly batch: BatchOperations;
  readonly trails: Trails;
  readonly glue = new GlueCatalog();
  readonly athena: Athena;
  readonly sns: Sns;
  readonly lambda: Lambda;
  readonly states: StepFunctions;
  readonly scheduler: Scheduler;
  readonly customResources: CustomResources;
  /** Access keys that see Glue and S3 as open-source Trino needs them. */
  readonly engineKeys = new Set<string>();
  /** Keys of the account's root, for whatever tests do themselves. */
  readonly root: Credentials;
  private readonly stacks = new Map<string, Stack>();
  private readonly engine: AthenaEngine;
  private readonly server: AwsServer;

  private constructor({ account = '111122223333', region = 'eu-west-1', now, engine }: LocalAwsOptions) {
    this.account = account;
    this.region = region;
    this.clock = new VirtualClock(now);
    const { violations, faults, credentials, clock, glue } = this;
    const iam = new Iam(violations, account);
    const s3 = new S3Store(iam, { account, region, now: () => clock.now() });
    this.iam = iam;
    this.s3 = s3;
    this.trails = new Trails({ account, region });
    this.batch = new BatchOperations({ iam, s3, clock, account, region });
    this.engine = engine ?? new DuckDbEngine({ now: () => clock.now() });
    this.athena = new Athena({ iam, s3, glue, credentials, clock, region, engine: this.engine });
    this.sns = new Sns(iam, clock);
    const lambda = new Lambda({ iam, credentials, clock, faults, violations, region, endpoint: () => this.endpoint });
    this.lambda = lambda;
    const states = new StepFunctions({ iam, clock, lambda, violations });
    this.states = states;
    this.scheduler = new Scheduler({ iam, clock, states, violations, account });
    this.customResources = new CustomResources(lambda, clock, violations);
    this.root = credentials.issue(rootOf(account));
    const services = [
      s3Service(s3),
      s3ControlService(this.batch),
      glueService(glue, this.engineKeys),
      athenaService(this.athena, s3),
      snsService(this.sns),
      stsService(),
      cloudTrailService(this.trails),
      stepFunctionsService(states),
      cloudFormationService(this.stacks),
    ];
    const unsigned = this.customResources.receive.bind(this.customResources);
    this.server = new AwsServer({ iam, credentials, faults, violations, clock, services, unsigned });
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

  /** Environment of another process that shall use the local AWS, such as the command line. */
  processEnvironment(credentials: Credentials = this.root): Readonly<Record<string, string>> {
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_REGION: this.region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
      NODE_OPTIONS: `--require ${PRELOAD}`,
      LOCAL_AWS_SHIFT_MS: String(this.clock.shiftMs),
    };
  }

  /** Decisions of IAM since the start. */
  get calls(): CallLog {
    return this.iam.calls;
  }

  /** Everything that was published, once for each subscriber. */
  get mails(): readonly Mail[] {
    return this.sns.mails;
  }

  /** Makes a stack of what `cdk synth` has written. @throws StackError with the reason; then everything is gone again */
  async deploy(deployment: Deployment): Promise<DeployedStack> {
    const assembly = loadAssembly(deployment.assembly);
    const { account, region, partition } = this;
    const name = deployment.stackName ?? assembly.stackName;
    const stack = new Stack({ platform: this, name, account, region, partition });
    this.stacks.set(stack.id, stack);
    await stack.create(assembly, deployment.parameters);
    return new DeployedStack(stack, deployment);
  }

  /** What the reader of a mail does with the link in it. */
  confirmSubscription(email: string): void {
    this.sns.confirm(email);
  }

  /** Starts a run as somebody at the console does. */
  startExecution(stateMachineArn: string, input: unknown = {}, name = `run-${this.states.executions.size}`): Execution {
    return this.states.start(this.states.requireMachine(stateMachineArn), name, JSON.stringify(input));
  }

  /** Waits until an execution is over; virtual time makes that short. */
  async waitForExecution(arn: string): Promise<Execution> {
    const execution = this.states.executions.get(arn);
    if (!execution) throw new Error(`there is no execution ${arn}`);
    await execution.over;
    return execution;
  }

  /** What is there, as `service name`: after the deletion of a stack nothing of it may be left. */
  leftovers(): readonly string[] {
    const names: Readonly<Record<string, Iterable<string>>> = {
      s3: this.s3.buckets.keys(),
      iam: this.iam.roles.keys(),
      glue: this.glue.databaseNames.filter((name) => name !== 'default'),
      athena: [...this.athena.workGroups.keys(), ...this.athena.namedQueries.keys()],
      sns: this.sns.topicArns,
      lambda: this.lambda.functions.keys(),
      states: this.states.machines.keys(),
      scheduler: this.scheduler.schedules.keys(),
    };
    return Object.entries(names).flatMap(([service, found]) => [...found].map((name) => `${service} ${name}`));
  }

  /** Gives an engine keys of its own: it sees tables as Trino can read them, and acts as the principal. */
  bindEngineKey(accessKeyId: string, principal: Principal = rootOf(this.account)): void {
    this.engineKeys.add(accessKeyId);
    this.credentials.bind(accessKeyId, principal);
  }

  async stop(): Promise<void> {
    this.clock.stop();
    await this.lambda.close();
    await this.engine.close?.();
    await this.server.close();
  }
}
