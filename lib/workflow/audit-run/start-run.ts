import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Catalogue } from '../../analyses/catalogue';
import { AuditError } from '../../shared/errors';
import { isDenied } from '../../shared/service-errors';
import { MINUTE_MS } from '../../shared/utc-dates';
import {
  changesRun,
  type DeployEvent,
  type DeployReply,
  deployExecutionName,
  deployReply,
  runsOnDeploy,
} from './deploy-event';
import { parseRunInput } from './run-request';
import type { Settings } from './settings';

export interface StartRunServices {
  readonly sfn: SFNClient;
  readonly cloudFormation: CloudFormationClient;
  readonly settings: Settings;
  readonly catalogue: Catalogue;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  /** Stops what runs, as far as possible in time. */
  readonly stopRuns: () => Promise<void>;
}

/** IAM needs a while until it knows a role that is new. */
const NEW_ROLE_MS = 3 * MINUTE_MS;
const RETRY_MS = 10_000;

/** Does what a deployment asks for: starts a run when there is something new to do, stops all runs before the stack goes. */
export async function answerDeployment(event: DeployEvent, services: StartRunServices): Promise<DeployReply> {
  if (event.RequestType === 'Delete') {
    // what can't be stopped must not keep the stack from going
    const problem = await services.stopRuns().then(
      () => 'runs are stopped',
      (error: Error) => `not all runs could be stopped: ${error.message}`,
    );
    return deployReply(event, 'SUCCESS', problem);
  }
  try {
    if (event.RequestType === 'Update' && (await isRollingBack(event, services))) {
      return deployReply(event, 'SUCCESS', 'nothing is started while the stack rolls back');
    }
    requireRunnable(event, services);
    if (!startsRun(event)) return deployReply(event, 'SUCCESS', 'nothing is to be run');
    const arn = await startExecution(event, services);
    return deployReply(event, 'SUCCESS', 'a run is started', { ExecutionArn: arn });
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    return deployReply(event, 'FAILED', error.message);
  }
}

function startsRun(event: DeployEvent): boolean {
  if (!runsOnDeploy(event)) return false;
  return event.RequestType === 'Create' || changesRun(event);
}

/** Parameters that no run could have fail the deployment, with a sentence, before anything is started. */
function requireRunnable(event: DeployEvent, { settings, catalogue, now }: StartRunServices): void {
  if (settings.scheduleExpression !== undefined) {
    parseRunInput({ scheduledTime: now().toISOString() }, settings, catalogue, now());
  }
  try {
    parseRunInput({}, settings, catalogue, now());
  } catch (error) {
    const windowComesLater = (error as AuditError).code === 'MISSING_WINDOW' && !runsOnDeploy(event);
    if (!windowComesLater) throw error;
  }
}

async function isRollingBack({ StackId }: DeployEvent, { cloudFormation }: StartRunServices): Promise<boolean> {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: StackId }));
  return Stacks[0]?.StackStatus?.includes('ROLLBACK') ?? false;
}

async function startExecution(event: DeployEvent, { sfn, settings, now, sleep }: StartRunServices): Promise<string> {
  const name = deployExecutionName(event);
  const until = now().getTime() + (event.RequestType === 'Create' ? NEW_ROLE_MS : 0);
  for (;;) {
    try {
      const { executionArn } = await sfn.send(
        new StartExecutionCommand({ stateMachineArn: settings.stateMachineArn, name, input: '{}' }),
      );
      return executionArn ?? '';
    } catch (error) {
      if ((error as Error).name === 'ExecutionAlreadyExists') {
        return `${settings.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      }
      if (!isDenied(error) || now().getTime() >= until) throw error;
      await sleep(RETRY_MS);
    }
  }
}
