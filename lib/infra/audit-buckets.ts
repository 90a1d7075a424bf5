import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, type LifecycleRule, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { resultKeys, workKeys } from '../workflow/audit-run/cloud-names';
import { acknowledgeNoAccessLogs } from './acknowledgments';

/** Copied logs hold personal data and cost money: they go as soon as a run can't need them any more. */
const LOGS_KEPT = Duration.days(3);
/** The last mail needs it, and may wait for the subscription: longer than an execution may last. */
const STATE_KEPT = Duration.days(7);
/** Athena's own result files; the run has copied them under the names that people see. */
const ATHENA_RESULTS_KEPT = Duration.days(7);

export interface AuditBucketsProps {
  /** Whether the results outlive the stack. */
  readonly retainResults: boolean;
}

/** Where runs work, and where their results stay. Both go with the stack, and are emptied before. */
export class AuditBuckets extends Construct {
  readonly work: Bucket;
  readonly results: Bucket;

  constructor(scope: Construct, id: string, { retainResults }: AuditBucketsProps) {
    super(scope, id);
    this.work = this.privateBucket('Work', false, [
      { id: 'expire-logs', prefix: workKeys.runs, expiration: LOGS_KEPT },
      { id: 'expire-state', prefix: workKeys.states, expiration: STATE_KEPT },
    ]);
    this.results = this.privateBucket('Results', retainResults, [
      { id: 'expire-athena-results', prefix: resultKeys.athena, expiration: ATHENA_RESULTS_KEPT },
    ]);
  }

  private privateBucket(id: string, retain: boolean, expirations: readonly LifecycleRule[]): Bucket {
    const bucket = new Bucket(this, id, {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [...expirations, { id: 'abort-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      autoDeleteObjects: !retain,
    });
    acknowledgeNoAccessLogs(
      bucket,
      'it is reached by the roles of the stack only; data events of CloudTrail tell by whom',
    );
    return bucket;
  }
}
