import type { VirtualClock } from '../clock/virtual-clock';
import type { CredentialStore } from '../iam/credentials';
import type { Iam } from '../iam/iam';
import { type Principal, roleSession } from '../iam/principal';
import type { Faults } from '../server/faults';
import { newUuid } from '../server/ids';
import type { Violations } from '../server/violations';
import { LambdaError } from './lambda-error';
import type { LambdaFunction } from './lambda-function';
import { exited, Sandbox, timedOut } from './sandbox';

export interface LambdaParts {
  readonly iam: Iam;
  readonly credentials: CredentialStore;
  readonly clock: VirtualClock;
  readonly faults: Faults;
  readonly violations: Violations;
  readonly region: string;
  readonly endpoint: () => string;
}

/** Bytes of a request or reply of a synchronous invocation. */
const LARGEST_PAYLOAD = 6_291_556;

/** AWS Lambda: the functions' real code in processes of their own. */
export class Lambda {
  readonly functions = new Map<string, LambdaFunction>();
  private readonly idle = new Map<string, Sandbox[]>();
  private readonly running = new Set<Sandbox>();
  private readonly logs: { readonly name: string; readonly text: string }[] = [];

  constructor(private readonly parts: LambdaParts) {}

  /** Makes a function, or gives it other code and settings. */
  async put(lambda: LambdaFunction): Promise<void> {
    await this.closeIdle(lambda.arn);
    this.functions.set(lambda.arn, lambda);
  }

  async delete(arn: string): Promise<void> {
    await this.closeIdle(arn);
    this.functions.delete(arn);
  }

  /** By ARN, name, or the end of a name such as the step. */
  require(name: string): LambdaFunction {
    const found = this.functions.get(name) ?? [...this.functions.values()].find((lambda) => lambda.name.includes(name));
    if (!found) {
      throw new LambdaError('Lambda.ResourceNotFoundException', `Function not found: ${name}`, [], false);
    }
    return found;
  }

  /** What the functions printed, oldest first. */
  output(name = ''): string {
    return this.logs
      .filter((log) => log.name.includes(name))
      .map(({ text }) => text)
      .join('');
  }

  /**
   * Runs a function; nobody is asked whether the caller may.
   * @throws LambdaError
   */
  invoke(arn: string, payload: string, caller: Principal): Promise<string> {
    return this.parts.clock.work(async () => {
      const lambda = this.require(arn);
      if (Buffer.byteLength(payload) > LARGEST_PAYLOAD) {
        throw new LambdaError('Lambda.RequestTooLargeException', 'the payload is over 6 MB', [], false);
      }
      const id = newUuid();
      const fault = this.parts.faults.meet(
        { service: 'lambda', action: 'Invoke', caller },
        `${lambda.name} ${payload}`,
      );
      switch (fault?.kind) {
        case 'throttle':
          throw new LambdaError('Lambda.TooManyRequestsException', 'Rate Exceeded.', [], false);
        case 'fail':
          throw new LambdaError(
            fault.error?.code ?? 'Lambda.ServiceException',
            fault.error?.message ?? 'internal',
            [],
            false,
          );
        case 'crash':
          throw exited(id, 'exit status 1');
        case 'time-out':
          throw timedOut(id, lambda.timeoutSeconds);
        case 'lose-answer':
          await this.run(lambda, id, payload);
          throw exited(id, 'exit status 1');
        case 'twice':
          await this.run(lambda, id, payload);
          break;
      }
      return this.run(lambda, id, payload);
    });
  }

  async close(): Promise<void> {
    const sandboxes = [...this.running, ...[...this.idle.values()].flat()];
    this.idle.clear();
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
  }

  private async run(lambda: LambdaFunction, id: string, payload: string): Promise<string> {
    const sandbox = this.idle.get(lambda.arn)?.pop() ?? this.start(lambda);
    this.running.add(sandbox);
    try {
      const reply = await sandbox.invoke(id, payload, this.parts.clock.shiftMs);
      const bytes = Buffer.byteLength(reply);
      if (bytes > LARGEST_PAYLOAD) {
        const message = `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${LARGEST_PAYLOAD} bytes).`;
        throw new LambdaError('Function.ResponseSizeTooLarge', message);
      }
      return reply;
    } finally {
      this.running.delete(sandbox);
      if (!sandbox.isGone && this.functions.get(lambda.arn) === lambda) {
        this.idle.set(lambda.arn, [...(this.idle.get(lambda.arn) ?? []), sandbox]);
      } else await sandbox.close();
    }
  }

  private start(lambda: LambdaFunction): Sandbox {
    const { credentials, region, endpoint, iam, violations } = this.parts;
    const principal = roleSession(lambda.roleArn, lambda.name);
    const trusted = iam.trusts(lambda.roleArn, 'lambda.amazonaws.com');
    if (!trusted) violations.add(`Lambda may not assume the role of ${lambda.name}`);
    this.requireLogging(lambda, principal);
    const keys = credentials.issue(principal);
    const log = (text: string) => this.logs.push({ name: lambda.name, text });
    const environment = {
      ...lambda.environment,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_SESSION_TOKEN: keys.sessionToken ?? '',
      AWS_ENDPOINT_URL: endpoint(),
      AWS_LAMBDA_FUNCTION_NAME: lambda.name,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(lambda.memorySize),
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_LOG_GROUP_NAME: lambda.logGroup,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    };
    return new Sandbox(lambda, environment, log);
  }

  /** Lambda writes the log with the function's role; where that fails, nothing is written and nobody is told. */
  private requireLogging(lambda: LambdaFunction, principal: Principal): void {
    const group = `arn:aws:logs:${this.parts.region}:${principal.account}:log-group:${lambda.logGroup}`;
    for (const action of ['logs:CreateLogStream', 'logs:PutLogEvents']) {
      const resource = `${group}:log-stream:1`;
      const { allowed } = this.parts.iam.authorize(principal, { action, resource, via: 'lambda' });
      if (!allowed) this.parts.violations.add(`${lambda.name} may not write its log: ${action} on ${resource}`);
    }
  }

  private async closeIdle(arn: string): Promise<void> {
    const sandboxes = this.idle.get(arn) ?? [];
    this.idle.delete(arn);
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
  }
}
