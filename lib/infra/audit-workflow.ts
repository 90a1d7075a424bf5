import { Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledgments';
import type { RunFunctions, RunStep } from './audit-functions';
import { shortStackId } from './stack-id';
import { functionPlaceholder, INVOKE, workflowDefinition } from './workflow-definition';

export interface AuditWorkflowProps {
  readonly functions: RunFunctions;
}

/** The state machine; one execution is one run. */
export class AuditWorkflow extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { functions }: AuditWorkflowProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const steps = Object.keys(functions) as RunStep[];
    const arns = steps.map((step) => functions[step].function.functionArn);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
      description: 'Calls the functions of a run (S3 Log Audit)',
    });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: arns }));
    acknowledgeWildcard(role, '*', 'delivering logs and traces knows no resource');
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      definitionBody: DefinitionBody.fromString(JSON.stringify(workflowDefinition())),
      definitionSubstitutions: {
        [INVOKE]: Fn.join('', ['arn:', stack.partition, ':states:::lambda:invoke']),
        ...Object.fromEntries(steps.map((step, index) => [functionPlaceholder(step), arns[index] as string])),
      },
      role,
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'Log', {
          // for log groups of this prefix AWS needs no statement in the account's resource policy, which is short of room
          logGroupName: Fn.join('', ['/aws/vendedlogs/states/s3-log-audit-', shortStackId(this)]),
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
