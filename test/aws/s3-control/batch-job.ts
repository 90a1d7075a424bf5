import type { CreateJobBody } from './create-job-body';

export type JobStatus =
  | 'New'
  | 'Preparing'
  | 'Ready'
  | 'Active'
  | 'Completing'
  | 'Complete'
  | 'Cancelling'
  | 'Cancelled'
  | 'Failing'
  | 'Failed'
  | 'Suspended'
  | 'Paused';

/** Why an object was not copied. */
export interface TaskFailure {
  readonly code: string;
  readonly httpStatus: number;
  readonly message: string;
}

/** How a job ends because a test wants it so. */
export interface ScriptedJob {
  /** How many jobs it is for; 1 when absent. */
  readonly times?: number;
  /** Fails before any copy, with this reason. */
  readonly failure?: { readonly code: string; readonly reason: string };
  /** Comes to this status after half of its copies, and stays there. */
  readonly endsAs?: 'Cancelled' | 'Suspended' | 'Paused';
  /** Stays Active for ever. */
  readonly hangs?: boolean;
  /** Failure of the copy of a key, if any. */
  readonly failTask?: (key: string) => TaskFailure | undefined;
  /** How long it is Active, in virtual time. */
  readonly activeMs?: number;
}

/** A job of S3 Batch Operations. */
export interface BatchJob {
  readonly id: string;
  readonly arn: string;
  readonly request: CreateJobBody;
  /** As it was sent, to compare repetitions. */
  readonly body: string;
  readonly created: Date;
  readonly abort: AbortController;
  status: JobStatus;
  total: number;
  succeeded: number;
  failed: number;
  failureReason?: { readonly code: string; readonly reason: string };
  statusReason?: string;
  terminated?: Date;
}

export function isOver({ status }: BatchJob): boolean {
  return status === 'Complete' || status === 'Failed' || status === 'Cancelled';
}

/** As DescribeJob shows it. Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_JobDescriptor.html */
export function describeJob(job: BatchJob): Record<string, unknown> {
  const { request, failureReason } = job;
  return {
    JobId: job.id,
    ConfirmationRequired: false,
    Description: request.Description,
    JobArn: job.arn,
    Status: job.status,
    Manifest: request.Manifest,
    Operation: request.Operation,
    Priority: request.Priority,
    ProgressSummary: {
      TotalNumberOfTasks: job.total,
      NumberOfTasksSucceeded: job.succeeded,
      NumberOfTasksFailed: job.failed,
      Timers: { ElapsedTimeInActiveSeconds: 1 },
    },
    StatusUpdateReason: job.statusReason,
    FailureReasons: failureReason && {
      member: { FailureCode: failureReason.code, FailureReason: failureReason.reason },
    },
    Report: request.Report,
    CreationTime: job.created.toISOString(),
    TerminationDate: job.terminated?.toISOString(),
    RoleArn: request.RoleArn,
  };
}
