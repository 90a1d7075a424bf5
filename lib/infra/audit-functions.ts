import { Duration } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Step } from '../workflow/audit-run/cloud-names';
import { SERVICE_CALLS, SERVICE_SIDE_CALLS, type ServiceCall } from '../workflow/audit-run/service-calls';
import { AuditFunction } from './audit-function';
import type { AuditResources } from './audit-resources';
import { allowCalls } from './permissions';

/** The steps that the state machine calls. */
export type RunStep = Exclude<Step, 'start-run'>;

const STEPS: Readonly<Record<RunStep, { id: string; description: string; minutes: number; memorySize: number }>> = {
  plan: { id: 'Plan', description: 'Finds the logs of a run', minutes: 15, memorySize: 1024 },
  'start-copy': { id: 'StartCopy', description: 'Starts the copy of the logs', minutes: 2, memorySize: 512 },
  'check-copy': { id: 'CheckCopy', description: 'Looks whether the copy is done', minutes: 5, memorySize: 512 },
  'start-queries': { id: 'StartQueries', description: 'Starts queries', minutes: 5, memorySize: 512 },
  'check-queries': { id: 'CheckQueries', description: 'Looks whether queries are done', minutes: 5, memorySize: 512 },
  summarize: { id: 'Summarize', description: 'Sums up the answers', minutes: 15, memorySize: 1024 },
  notify: { id: 'Notify', description: 'Sends mails', minutes: 2, memorySize: 512 },
};

export type RunFunctions = Readonly<Record<RunStep, AuditFunction>>;

/** The functions of a run, each with a role of its own. */
export function createRunFunctions(
  scope: Construct,
  environment: Readonly<Record<string, string>>,
  resources: AuditResources,
): RunFunctions {
  const entries = (Object.keys(STEPS) as RunStep[]).map((step) => {
    const { id, description, minutes, memorySize } = STEPS[step];
    const timeout = Duration.minutes(minutes);
    const allow = (role: Role) => allowCalls(role, callsOf(step), resources);
    return [step, new AuditFunction(scope, id, { step, description, timeout, memorySize, environment, allow })];
  });
  return Object.fromEntries(entries) as RunFunctions;
}

/** Athena reads data and writes results in the name of whoever starts a query. */
function callsOf(step: RunStep): readonly ServiceCall[] {
  return step === 'start-queries' ? [...SERVICE_CALLS[step], ...SERVICE_SIDE_CALLS[step]] : SERVICE_CALLS[step];
}

/** Seconds until a call of the step's function is given up. */
export function stepTimeoutSeconds(step: RunStep): number {
  return STEPS[step].minutes * 60;
}
