import { AwsError, NotEmulatedError } from '../server/aws-error';
import { type Call, requirePermission } from '../server/call';
import type { HttpReply, HttpRequest } from '../server/http-message';
import type { Service } from '../server/service';
import { toXml } from '../server/xml';
import { type BatchJob, describeJob } from './batch-job';
import type { BatchOperations } from './batch-operations';
import { parseCreateJob } from './create-job-body';

const NAMESPACE = 'http://awss3control.amazonaws.com/doc/2018-08-20/';

interface ControlOperation {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  readonly query: readonly string[];
  run(batch: BatchOperations, call: Call, request: HttpRequest, id: string): HttpReply;
}

const OPERATIONS: readonly ControlOperation[] = [
  { name: 'CreateJob', method: 'POST', path: /^\/v20180820\/jobs$/, query: [], run: createJob },
  { name: 'DescribeJob', method: 'GET', path: /^\/v20180820\/jobs\/([^/]+)$/, query: [], run: describe },
  {
    name: 'UpdateJobStatus',
    method: 'POST',
    path: /^\/v20180820\/jobs\/([^/]+)\/status$/,
    query: ['requestedJobStatus', 'statusUpdateReason'],
    run: updateStatus,
  },
];

/** Amazon S3 Control: jobs of S3 Batch Operations. It shares its signing name with S3. */
export function s3ControlService(batch: BatchOperations): Service {
  return {
    name: 's3-control',
    route(request) {
      const operation = OPERATIONS.find(({ method, path }) => method === request.method && path.test(request.path));
      if (!operation) throw new NotEmulatedError(`S3 Control ${request.method} ${request.path}`);
      const unknown = [...request.query.keys()].filter((name) => !operation.query.includes(name));
      if (unknown.length > 0) throw new NotEmulatedError(`${unknown.join(', ')} of ${operation.name}`);
      return {
        action: operation.name,
        resource: `${request.path} ${request.body}`,
        async run(call) {
          requireAccount(request, call);
          const id = operation.path.exec(request.path)?.[1] ?? '';
          return operation.run(batch, call, request, decodeURIComponent(id));
        },
      };
    },
    errorReply: ({ code, message, status }, request) =>
      xmlReply(
        'ErrorResponse',
        { Error: { Type: 'Sender', Code: code, Message: message }, RequestId: request.id },
        status,
      ),
  };
}

function createJob(batch: BatchOperations, call: Call, request: HttpRequest): HttpReply {
  const text = request.body.toString();
  const body = parseCreateJob(text, call.violations);
  requirePermission(call, {
    action: 's3:CreateJob',
    resource: '*',
    conditions: { 's3:RequestJobOperation': Object.keys(body.Operation)[0] },
  });
  requirePermission(call, {
    action: 'iam:PassRole',
    resource: body.RoleArn,
    conditions: { 'iam:PassedToService': 'batchoperations.s3.amazonaws.com' },
  });
  return xmlReply('CreateJobResult', { JobId: batch.create(body, text).id });
}

function describe(batch: BatchOperations, call: Call, _request: HttpRequest, id: string): HttpReply {
  permitOn('s3:DescribeJob', call, id);
  return xmlReply('DescribeJobResult', { Job: describeJob(batch.requireJob(id)) });
}

function updateStatus(batch: BatchOperations, call: Call, { query }: HttpRequest, id: string): HttpReply {
  permitOn('s3:UpdateJobStatus', call, id);
  const job: BatchJob = batch.requireJob(id);
  batch.updateStatus(job, query.get('requestedJobStatus') ?? '', query.get('statusUpdateReason') ?? undefined);
  return xmlReply('UpdateJobStatusResult', { JobId: id, Status: job.status, StatusUpdateReason: job.statusReason });
}

function permitOn(action: string, call: Call, id: string): void {
  requirePermission(call, { action, resource: `arn:aws:s3:${call.region}:${call.caller.account}:job/${id}` });
}

/** The SDK puts the account before the host and into a header. */
function requireAccount(request: HttpRequest, { caller }: Call): void {
  const account = request.headers['x-amz-account-id'];
  if (account !== caller.account || !request.host.startsWith(`${account}.`)) {
    throw new AwsError('AccessDenied', `the account ${account} on ${request.host} is not the caller's`, 403);
  }
}

function xmlReply(root: string, content: Record<string, unknown>, status = 200): HttpReply {
  return { status, headers: { 'content-type': 'application/xml' }, body: toXml(root, content, NAMESPACE) };
}
