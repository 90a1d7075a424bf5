import { parseJson } from '../../shared/parse-json';
import { type Delivery, logObjectArns } from './delivery-request';
import { isObject, statementsOf } from './elements';
import { type JudgedStatement, judgeStatement } from './statement';

/** What a bucket policy says of a delivery. */
export interface DeliveryJudgement {
  readonly decision: 'allowed' | 'denied' | 'not-allowed' | 'unknown';
  /** Statements that decide, as `'Sid'` or `number 2`, in the order of the policy. */
  readonly statements: readonly string[];
  /** Why it can't be told, in words. */
  readonly doubts: readonly string[];
}

type Judged = JudgedStatement & { readonly name: string };

/**
 * Whether a bucket policy lets S3 deliver access logs: a Deny that applies wins, an Allow must apply; what depends on
 * something that only AWS knows is `unknown`. `policy` is the text of the policy, undefined for a bucket without one.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
export function judgeDelivery(policy: string | undefined, delivery: Delivery): DeliveryJudgement {
  if (policy === undefined) return { decision: 'not-allowed', statements: [], doubts: [] };
  const statements = statementsOf(parseJson(policy));
  if (!statements) return { decision: 'unknown', statements: [], doubts: ['the policy is not of a known form'] };
  const judgements = logObjectArns(delivery).map((arn) =>
    judgeObject(statements.map((statement, index) => judge(statement, index, delivery, arn))),
  );
  const [first = judgements[0] as DeliveryJudgement, ...others] = judgements;
  if (others.every(({ decision }) => decision === first.decision)) return first;
  // a denial of some log objects is one, too
  const denied = judgements.find(({ decision }) => decision === 'denied');
  if (denied) return denied;
  const names = new Set(judgements.flatMap((judgement) => judgement.statements));
  return { decision: 'unknown', statements: [...names], doubts: ['it holds for some keys of log objects only'] };
}

function judge(statement: unknown, index: number, delivery: Delivery, arn: string): Judged {
  const sid = isObject(statement) && typeof statement.Sid === 'string' ? statement.Sid : undefined;
  const name = sid === undefined || sid === '' ? `number ${index + 1}` : `'${sid}'`;
  return { ...judgeStatement(statement, delivery, arn), name };
}

function judgeObject(judged: readonly Judged[]): DeliveryJudgement {
  const certain = (effect: 'Allow' | 'Deny') =>
    judged.filter((item) => item.effect === effect && item.applies === true);
  const uncertain = (...effects: readonly JudgedStatement['effect'][]) =>
    judged.filter(({ effect, applies }) => effects.includes(effect) && applies === 'unknown');
  const denials = certain('Deny');
  if (denials.length > 0) return { decision: 'denied', statements: denials.map(({ name }) => name), doubts: [] };
  const grants = certain('Allow');
  // a statement of unknown effect may deny
  const doubtful = grants.length > 0 ? uncertain('Deny', undefined) : uncertain('Deny', 'Allow', undefined);
  const mayBeAllowed = grants.length > 0 || doubtful.some(({ effect }) => effect !== 'Deny');
  if (!mayBeAllowed) return { decision: 'not-allowed', statements: [], doubts: [] };
  if (doubtful.length === 0) return { decision: 'allowed', statements: grants.map(({ name }) => name), doubts: [] };
  return {
    decision: 'unknown',
    statements: doubtful.map(({ name }) => name),
    doubts: doubtful.map(({ name, doubts }) => `statement ${name} depends on ${doubts.join(', ')}`),
  };
}
