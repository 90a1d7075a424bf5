import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { LambdaError } from './lambda-error';
import type { LambdaFunction } from './lambda-function';

const RUNTIME = join(__dirname, 'runtime');
/** What a process that uses the local AWS has to load first. */
export const PRELOAD = join(RUNTIME, 'preload.cjs');
/** Packages that Lambda's own runtime has beside the function's code. */
const MODULES = join(__dirname, '..', '..', '..', 'node_modules');

interface Message {
  readonly id: string;
  readonly reply?: string;
  readonly error?: { readonly errorType: string; readonly errorMessage: string; readonly trace: readonly string[] };
}

/** One warm process of a function; it does one invocation at a time. */
export class Sandbox {
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown>;
  private exit: string | undefined;

  constructor(
    private readonly lambda: LambdaFunction,
    environment: Readonly<Record<string, string>>,
    log: (text: string) => void,
  ) {
    this.child = fork(join(RUNTIME, 'runner.cjs'), [], {
      execArgv: ['--require', PRELOAD, '--enable-source-maps'],
      // Lambda has Node.js 24; LAMBDA_NODE may name one, else it is the one that runs the tests
      execPath: process.env.LAMBDA_NODE ?? process.execPath,
      // nothing of the machine's own: a function must not need it
      env: {
        PATH: process.env.PATH ?? '',
        NODE_PATH: MODULES,
        TZ: ':UTC',
        // Lambda has a newer one
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        _HANDLER: lambda.handler,
        LAMBDA_TASK_ROOT: lambda.codeFolder,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (bytes: Buffer) => log(bytes.toString()));
    }
    this.closed = new Promise((done) => this.child.once('close', done));
    this.child.once('exit', (code, signal) => {
      this.exit ??= signal === null ? `exit status ${code}` : `signal: ${signal === 'SIGKILL' ? 'killed' : signal}`;
    });
  }

  get isGone(): boolean {
    return this.exit !== undefined;
  }

  /** @throws LambdaError */
  invoke(id: string, event: string, shiftMs: number): Promise<string> {
    const { timeoutSeconds, name, memorySize, arn } = this.lambda;
    return new Promise((done, fail) => {
      const timer = setTimeout(() => {
        finish();
        this.kill();
        fail(timedOut(id, timeoutSeconds));
      }, timeoutSeconds * 1000);
      const onMessage = (message: Message) => {
        if (message.id !== id) return;
        finish();
        const { reply, error } = message;
        if (error) fail(new LambdaError(error.errorType, error.errorMessage, error.trace));
        else done(reply ?? 'null');
      };
      const onExit = () => {
        finish();
        fail(exited(id, this.exit ?? 'exit status 1'));
      };
      const finish = () => {
        clearTimeout(timer);
        this.child.off('message', onMessage);
        this.child.off('exit', onExit);
      };
      this.child.on('message', onMessage);
      this.child.once('exit', onExit);
      const context = {
        awsRequestId: id,
        functionName: name,
        functionVersion: '$LATEST',
        invokedFunctionArn: arn,
        memoryLimitInMB: String(memorySize),
        logGroupName: this.lambda.logGroup,
        deadlineMs: Date.now() + shiftMs + timeoutSeconds * 1000,
      };
      this.child.send({ id, event, context, shiftMs });
    });
  }

  kill(): void {
    // it is no use from now on, even if its end is told later
    this.exit ??= 'signal: killed';
    this.child.kill('SIGKILL');
  }

  /** Ends the process and waits until it is gone and all that it printed is read. */
  async close(): Promise<void> {
    this.kill();
    await this.closed;
  }
}

export function timedOut(id: string, seconds: number): LambdaError {
  return new LambdaError(
    'Sandbox.Timedout',
    `RequestId: ${id} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
  );
}

export function exited(id: string, how: string): LambdaError {
  return new LambdaError('Runtime.ExitError', `RequestId: ${id} Error: Runtime exited with error: ${how}`);
}
