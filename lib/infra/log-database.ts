import { Fn, Stack } from 'aws-cdk-lib';
import { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import { shortStackId } from './stack-id';

/** The Glue database of an audit. */
export class LogDatabase extends Construct {
  readonly databaseName: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.databaseName = Fn.join('', ['s3_log_audit_', shortStackId(this)]);
    new CfnDatabase(this, 'Resource', {
      catalogId: Stack.of(this).account,
      databaseInput: { name: this.databaseName, description: 'Tables over the logs that S3 Log Audit reads.' },
    });
  }
}
