import { createHash } from 'node:crypto';
import { START_RUN_PROPERTIES } from './cloud-names';

/**
 * What CloudFormation sends to the function behind a custom resource.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 */
export interface DeployEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  /** Those of {@link START_RUN_PROPERTIES}. */
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
  readonly OldResourceProperties?: Readonly<Record<string, unknown>>;
}

/** What goes back. */
export interface DeployReply {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

/** The same for ever: another one would make CloudFormation delete the old one, and stop all runs. */
export const PHYSICAL_ID = 's3-log-audit-run';

/** Executions with this prefix were started by a deployment. */
export const DEPLOY_PREFIX = 'deploy-';

/** Whether a deployment changes what a run does. */
export function changesRun({ ResourceProperties, OldResourceProperties = {} }: DeployEvent): boolean {
  const { runParameters } = START_RUN_PROPERTIES;
  return sorted(ResourceProperties[runParameters]) !== sorted(OldResourceProperties[runParameters]);
}

/** Whether deployments start runs at all. */
export function runsOnDeploy({ ResourceProperties }: DeployEvent): boolean {
  return String(ResourceProperties[START_RUN_PROPERTIES.runOnDeploy]) === 'true';
}

function sorted(parameters: unknown): string {
  return JSON.stringify(Object.entries(parameters ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Name of the execution that a deployment starts: an event that is delivered twice starts one. */
export function deployExecutionName({ StackId, RequestId }: DeployEvent): string {
  return `${DEPLOY_PREFIX}${createHash('sha256').update(`${StackId} ${RequestId}`).digest('hex').slice(0, 32)}`;
}

/** The answer to CloudFormation; a reason is cut, because a long one is not taken. */
export function deployReply(
  { StackId, RequestId, LogicalResourceId }: DeployEvent,
  Status: DeployReply['Status'],
  reason: string,
  data?: DeployReply['Data'],
): DeployReply {
  return {
    Status,
    Reason: reason.slice(0, 1000),
    PhysicalResourceId: PHYSICAL_ID,
    StackId,
    RequestId,
    LogicalResourceId,
    ...(data ? { Data: data } : {}),
  };
}
