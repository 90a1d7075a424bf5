import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AuditError } from '../shared/errors';

export interface AuditFunctionProps {
  /** The folder in `lambda/` that it is made of. */
  readonly step: string;
  /** What it does, for the console. */
  readonly description: string;
  readonly timeout: Duration;
  /** In MiB. */
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Allows its role what it may do, beside writing its own log. */
  readonly allow: (role: Role) => void;
}

/** A step as a Lambda function: with a log group and a role of its own. */
export class AuditFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: AuditFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `${props.description} (S3 Log Audit)`,
    });
    logGroup.grantWrite(this.role);
    props.allow(this.role);
    this.function = new LambdaFunction(this, 'Function', {
      code: Code.fromAsset(bundleFolder(props.step)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      description: props.description,
      timeout: props.timeout,
      memorySize: props.memorySize,
      environment: { ...props.environment },
      logGroup,
      role: this.role,
    });
  }
}

/**
 * The folder that `npm run bundle` makes of `lambda/<step>/`: in `dist/` beside the sources, or beside the compiled
 * library in the package. So an app that uses the construct needs neither esbuild nor Docker.
 */
function bundleFolder(step: string): string {
  const besideSources = join(__dirname, '..', '..', 'dist', 'functions');
  const besideLibrary = join(__dirname, '..', '..', 'functions');
  const bundle = join(existsSync(besideLibrary) ? besideLibrary : besideSources, step);
  if (existsSync(join(bundle, 'index.js'))) return bundle;
  throw new AuditError(
    'NOT_BUNDLED',
    `there is no bundle of the function '${step}' in ${bundle}; make it with 'npm run bundle'`,
  );
}
