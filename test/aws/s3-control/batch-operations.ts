import type { VirtualClock } from '../clock/virtual-clock';
import type { Iam } from '../iam/iam';
import { roleSession } from '../iam/principal';
import { type Actor, requireReadable } from '../s3/access';
import type { S3Store } from '../s3/store';
import { contentOf } from '../s3/stored-object';
import { AwsError } from '../server/aws-error';
import { newUuid } from '../server/ids';
import { type BatchJob, isOver, type JobStatus, type ScriptedJob } from './batch-job';
import { type TaskResult, writeReport } from './completion-report';
import { copyOne } from './copy-task';
import type { CreateJobBody } from './create-job-body';
import { parseManifest } from './manifest';

export interface BatchParts {
  readonly iam: Iam;
  readonly s3: S3Store;
  readonly clock: VirtualClock;
  readonly account: string;
  readonly region: string;
}

const PREPARING_MS = 10_000;
const ACTIVE_MS = 40_000;

/** S3 Batch Operations: jobs that really copy, with the permissions of their role and nothing else. */
export class BatchOperations {
  readonly jobs = new Map<string, BatchJob>();
  /** Jobs that a test lets end in a way of its own. */
  readonly scripts: ScriptedJob[] = [];

  constructor(private readonly parts: BatchParts) {}

  /** The same job for the same token. @throws AwsError IdempotencyException, InvalidRequest */
  create(request: CreateJobBody, body: string): BatchJob {
    const before = [...this.jobs.values()].find((job) => job.request.ClientRequestToken === request.ClientRequestToken);
    if (before) {
      if (before.body === body) return before;
      throw new AwsError('IdempotencyException', 'ClientRequestToken was used for another request');
    }
    this.requireSound(request);
    const { account, region, clock } = this.parts;
    const id = newUuid();
    const job: BatchJob = {
      id,
      arn: `arn:aws:s3:${region}:${account}:job/${id}`,
      request,
      body,
      created: clock.now(),
      abort: new AbortController(),
      status: 'New',
      total: 0,
      succeeded: 0,
      failed: 0,
    };
    this.jobs.set(id, job);
    void this.live(job);
    return job;
  }

  requireJob(id: string): BatchJob {
    const job = this.jobs.get(id);
    if (!job) throw new AwsError('NoSuchJob', `The specified job does not exist: ${id}`, 404);
    return job;
  }

  /** @throws AwsError JobStatusException */
  updateStatus(job: BatchJob, requested: string, reason: string | undefined): void {
    if (requested !== 'Cancelled')
      throw new AwsError('InvalidRequest', `the local AWS can only cancel jobs, not make them ${requested}`);
    if (isOver(job)) throw new AwsError('JobStatusException', `The job is ${job.status}: it can't become ${requested}`);
    if (reason !== undefined) job.statusReason = reason;
    this.end(job, 'Cancelled');
    job.abort.abort(new Error('cancelled'));
  }

  /** What CreateJob itself finds out. */
  private requireSound({ RoleArn, Operation }: CreateJobBody): void {
    const { iam, account, region, s3 } = this.parts;
    if (!iam.trusts(RoleArn, 'batchoperations.s3.amazonaws.com', { 'aws:SourceAccount': account })) {
      throw new AwsError('InvalidRequest', `S3 Batch Operations may not assume the role ${RoleArn}`);
    }
    const target = s3.requireBucket(Operation.S3PutObjectCopy.TargetResource.split(':::')[1] as string);
    if (target.region !== region) throw new AwsError('InvalidRequest', "the job is not in the destination's Region");
  }

  private async live(job: BatchJob): Promise<void> {
    const { clock } = this.parts;
    const script = this.takeScript();
    try {
      job.status = 'Preparing';
      await clock.sleep(PREPARING_MS, job.abort.signal);
      if (script?.failure) throw new AwsError(script.failure.code, script.failure.reason);
      await this.run(job, script);
    } catch (error) {
      if (isOver(job)) return;
      const expected = error instanceof AwsError;
      job.failureReason = {
        code: expected ? error.code : 'InternalError',
        reason: expected ? error.message : String(error),
      };
      this.end(job, 'Failed');
    }
  }

  private async run(job: BatchJob, script: ScriptedJob | undefined): Promise<void> {
    const { clock, s3 } = this.parts;
    const actor: Actor = { principal: roleSession(job.request.RoleArn, `s3-batch-${job.id}`), via: 's3-batch' };
    const tasks = [...parseManifest(this.readManifest(job, actor))];
    job.total = tasks.length;
    job.status = 'Active';
    await clock.sleep((script?.activeMs ?? ACTIVE_MS) / 2, job.abort.signal);
    const results: TaskResult[] = [];
    await clock.work(async () => {
      const last = script?.endsAs ? Math.floor(tasks.length / 2) : tasks.length;
      for (const [index, task] of tasks.slice(0, last).entries()) {
        // others get a turn, and a cancellation is noticed
        if (index % 1000 === 999) await new Promise(setImmediate);
        job.abort.signal.throwIfAborted();
        const failure = script?.failTask?.(task.key) ?? copyOne(s3, actor, job.request, task);
        if (failure) job.failed++;
        else job.succeeded++;
        results.push(failure ? { task, failure } : { task });
      }
    });
    if (script?.endsAs) return this.end(job, script.endsAs);
    if (script?.hangs) return;
    await clock.sleep((script?.activeMs ?? ACTIVE_MS) / 2, job.abort.signal);
    writeReport(s3, actor, job, results);
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-job-status.html
    if (job.total >= 1000 && job.failed > job.total / 2) {
      throw new AwsError('JobFailureRateExceeded', `Job failure rate is above 50% and exceeds the failure threshold`);
    }
    this.end(job, 'Complete');
  }

  private readManifest({ request }: BatchJob, actor: Actor): string {
    const { ObjectArn, ETag } = request.Manifest.Location;
    const [, bucket = '', key = ''] = /:::([^/]+)\/(.*)$/s.exec(ObjectArn) ?? [];
    const manifest = requireReadable(this.parts.s3, actor, bucket, key);
    if (manifest.encryption.algorithm === 'aws:kms') {
      throw new AwsError('InvalidManifest', 'CSV manifests that are encrypted with SSE-KMS are not supported');
    }
    if (manifest.etag !== ETag)
      throw new AwsError('ManifestETagMismatch', `the manifest has the ETag ${manifest.etag}, not ${ETag}`);
    return contentOf(manifest).toString();
  }

  private takeScript(): ScriptedJob | undefined {
    const script = this.scripts[0];
    if (!script) return undefined;
    const { times = 1 } = script;
    if (times > 1) this.scripts[0] = { ...script, times: times - 1 };
    else this.scripts.shift();
    return script;
  }

  private end(job: BatchJob, status: JobStatus): void {
    job.status = status;
    if (isOver(job)) job.terminated = this.parts.clock.now();
  }
}
