import { AuditError } from '../../shared/errors';
import { parseJson } from '../../shared/parse-json';
import { LOGGING_SERVICE } from '../policy/delivery-request';
import { asStrings, isObject, type JsonObject, statementsOf } from '../policy/elements';
import { sameJson } from './same-json';

/** Id of the one statement that is ours in a bucket policy. */
export const GRANT_SID = 'S3LogAuditLogDelivery';

/** Leave for S3 to deliver logs of some buckets to a target. */
export interface Grant {
  readonly partition: string;
  readonly account: string;
  readonly target: string;
  readonly sources: readonly string[];
  readonly prefixes: readonly string[];
}

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html */
const LARGEST_POLICY = 20 * 1024;

/**
 * The text of a policy that also holds the grant: in our statement, which is added or gets more entries. All other
 * statements stay as they are.
 * @throws AuditError for what is no policy, for somebody else's statement with our id, and when it gets too large
 */
export function addGrant(policy: string | undefined, grant: Grant): string {
  const { document, statements } = parsed(policy, grant.target);
  const own = ownIndex(statements);
  const before = own < 0 ? undefined : requireOwn(statements[own], grant);
  const statement = makeStatement(
    grant,
    union(
      before?.sourceArns ?? [],
      grant.sources.map((source) => arnOf(grant, source)),
    ),
    union(
      before?.resources ?? [],
      grant.prefixes.map((prefix) => `${arnOf(grant, grant.target)}/${prefix}*`),
    ),
  );
  const all = own < 0 ? [...statements, statement] : replaced(statements, own, [statement]);
  const text = JSON.stringify({ ...document, Statement: all });
  requireSize(text, grant.target);
  return text;
}

/** The text without these sources in our statement; undefined for a policy of which nothing would be left. */
export function removeGrant(policy: string | undefined, grant: Omit<Grant, 'prefixes'>): string | undefined {
  if (policy === undefined) return undefined;
  const { document, statements } = parsed(policy, grant.target);
  const own = ownIndex(statements);
  if (own < 0) return policy;
  const { sourceArns, resources } = requireOwn(statements[own], grant);
  const gone = grant.sources.map((source) => arnOf(grant, source));
  const left = sourceArns.filter((arn) => !gone.includes(arn));
  if (left.length === sourceArns.length) return policy;
  const all =
    left.length === 0
      ? replaced(statements, own, [])
      : replaced(statements, own, [makeStatement(grant, left, resources)]);
  return all.length === 0 ? undefined : JSON.stringify({ ...document, Statement: all });
}

interface ParsedPolicy {
  readonly document: JsonObject;
  readonly statements: readonly unknown[];
}

function parsed(policy: string | undefined, target: string): ParsedPolicy {
  if (policy === undefined) return { document: { Version: '2012-10-17' }, statements: [] };
  const document = parseJson(policy);
  const statements = statementsOf(document);
  if (isObject(document) && statements) return { document, statements };
  throw new AuditError(
    'POLICY_UNUSABLE',
    `the policy of ${target} is not of a known form, so nothing can be added to it`,
  );
}

function ownIndex(statements: readonly unknown[]): number {
  return statements.findIndex((statement) => isObject(statement) && statement.Sid === GRANT_SID);
}

function makeStatement(
  { account }: Pick<Grant, 'account'>,
  sourceArns: readonly string[],
  resources: readonly string[],
) {
  return {
    Sid: GRANT_SID,
    Effect: 'Allow',
    Principal: { Service: LOGGING_SERVICE },
    Action: 's3:PutObject',
    Resource: resources,
    Condition: { ArnLike: { 'aws:SourceArn': sourceArns }, StringEquals: { 'aws:SourceAccount': account } },
  };
}

/** What our statement grants, if it is as we write it; S3 may have made lists of one into texts. */
function requireOwn(statement: unknown, { account, target }: Omit<Grant, 'prefixes'>) {
  const { Resource, Condition } = statement as JsonObject;
  const resources = asStrings(Resource) ?? [];
  const arnLike = isObject(Condition) && isObject(Condition.ArnLike) ? Condition.ArnLike : {};
  const sourceArns = asStrings(arnLike['aws:SourceArn']) ?? [];
  const asWritten = makeStatement({ account }, sourceArns, resources);
  if (sameJson(statement, asWritten)) return { sourceArns, resources };
  throw new AuditError(
    'POLICY_UNUSABLE',
    `the statement ${GRANT_SID} in the policy of ${target} is not as this program writes it; give it another Sid, or remove it`,
  );
}

function requireSize(text: string, target: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes <= LARGEST_POLICY) return;
  throw new AuditError(
    'POLICY_TOO_LARGE',
    `the policy of ${target} would have ${bytes} bytes, of ${LARGEST_POLICY} that S3 takes; add a statement yourself that allows ${LOGGING_SERVICE} s3:PutObject for all buckets of the account, with a condition on aws:SourceAccount only, then try again`,
  );
}

function arnOf({ partition }: Pick<Grant, 'partition'>, bucket: string): string {
  return `arn:${partition}:s3:::${bucket}`;
}

function union(before: readonly string[], more: readonly string[]): readonly string[] {
  return [...new Set([...before, ...more])];
}

function replaced(list: readonly unknown[], index: number, by: readonly unknown[]): readonly unknown[] {
  return [...list.slice(0, index), ...by, ...list.slice(index + 1)];
}
