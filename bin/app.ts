import { App } from 'aws-cdk-lib';
import { AuditStack } from '../lib/infra/audit-stack';

const app = new App();
new AuditStack(app, app.node.tryGetContext('stackName') ?? 'S3LogAudit', {
  retainResults: String(app.node.tryGetContext('retainResults')) === 'true',
});
