import { Fn, type Size, Stack } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { resultKeys } from '../workflow/audit-run/cloud-names';
import { shortStackId } from './stack-id';

export interface QueryWorkgroupProps {
  readonly results: IBucket;
  readonly bytesScannedLimit: Size;
}

/** The Athena workgroup of an audit. What it says about results and limits can't be overridden by a caller. */
export class QueryWorkgroup extends Construct {
  readonly workgroupName: string;
  readonly workgroupArn: string;
  readonly bytesScannedLimit: Size;
  readonly resource: CfnWorkGroup;

  constructor(scope: Construct, id: string, { results, bytesScannedLimit }: QueryWorkgroupProps) {
    super(scope, id);
    this.bytesScannedLimit = bytesScannedLimit;
    this.workgroupName = Fn.join('', ['s3-log-audit-', shortStackId(this)]);
    this.workgroupArn = Stack.of(this).formatArn({
      service: 'athena',
      resource: 'workgroup',
      resourceName: this.workgroupName,
    });
    this.resource = new CfnWorkGroup(this, 'Resource', {
      name: this.workgroupName,
      description: 'Queries of S3 Log Audit.',
      // a workgroup with queries in its history can't be deleted otherwise
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        bytesScannedCutoffPerQuery: bytesScannedLimit.toBytes(),
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        publishCloudWatchMetricsEnabled: true,
        resultConfiguration: {
          outputLocation: Fn.join('', ['s3://', results.bucketName, '/', resultKeys.athena]),
          expectedBucketOwner: Stack.of(this).account,
          encryptionConfiguration: { encryptionOption: 'SSE_S3' },
        },
      },
    });
  }
}
