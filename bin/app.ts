import { App } from 'aws-cdk-lib';
import { AuditStack } from '../lib/infra/audit-stack';
import { DEFAULT_STACK_NAME } from '../lib/workflow/audit-run/cloud-names';

// the CDK's own rules take longer than all the rest; test/infra/validation.test.ts applies them
const app = new App({ builtinCloudFormationValidation: false });
new AuditStack(app, app.node.tryGetContext('stackName') ?? DEFAULT_STACK_NAME, {
  retainResults: String(app.node.tryGetContext('retainResults')) === 'true',
});
