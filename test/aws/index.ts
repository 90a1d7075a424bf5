export { type AthenaEngine, AthenaQueryError } from './athena/athena-engine';
export type { DeployedStack, Deployment } from './cloudformation/deployed-stack';
export { StackError } from './cloudformation/stack-error';
export { putExamples } from './example-logs';
export { type Grant, unusedGrants } from './iam/unused-grants';
export { LocalAws, type LocalAwsOptions } from './local-aws';
export type { Mail } from './sns/sns';
export type { Execution } from './step-functions/execution';
