import { App } from 'aws-cdk-lib';
import { AuditStack } from '../lib/infra/audit-stack';
import { DEFAULT_STACK_NAME } from '../lib/workflow/audit-run/cloud-names';

const app = new App();
new AuditStack(app, app.node.tryGetContext('stackName') ?? DEFAULT_STACK_NAME, {
  retainResults: String(app.node.tryGetContext('retainResults')) === 'true',
});
