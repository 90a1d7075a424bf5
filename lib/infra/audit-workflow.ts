import { Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledgments';
import type { AuditFunction } from './audit-function';
import { shortStackId } from './stack-id';
import { functionPlaceholder, INVOKE, type State } from './states';

export interface AuditWorkflowProps {
  /** With placeholders for the functions. */
  readonly definition: State;
  /** By the steps that the definition names. */
  readonly functions: Readonly<Record<string, AuditFunction>>;
  /** Beginning of the name of its log group. */
  readonly logName: string;
}

/** A state machine that calls functions; one execution is one run. */
export class AuditWorkflow extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { definition, functions, logName }: AuditWorkflowProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const arns = Object.values(functions).map((step) => step.function.functionArn);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
      description: 'Calls the functions of a run (S3 Log Audit)',
    });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: arns }));
    acknowledgeWildcard(role, '*', 'delivering logs and traces knows no resource');
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      definitionBody: DefinitionBody.fromString(JSON.stringify(definition)),
      definitionSubstitutions: {
        [INVOKE]: Fn.join('', ['arn:', stack.partition, ':states:::lambda:invoke']),
        ...Object.fromEntries(
          Object.entries(functions).map(
            ([
              step,
              {
                function: { functionArn },
              },
            ]) => [functionPlaceholder(step), functionArn],
          ),
        ),
      },
      role,
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'Log', {
          // for log groups of this prefix AWS needs no statement in the account's resource policy, which is short of room
          logGroupName: Fn.join('', ['/aws/vendedlogs/states/', logName, '-', shortStackId(this)]),
          retention: RetentionDays.ONE_MONTH,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        // it would hold rows of the answers
        includeExecutionData: false,
      },
    });
  }
}
