import { formatBytes } from '../../report/sizes';
import { formatCount } from '../../report/terminal/numbers';

/** What a run is going to cost, in USD; about, because prices differ by Region and change. */
export interface CostEstimate {
  readonly copy: number;
  readonly scan: number;
  /** GET requests of the queries: small objects cost one each. */
  readonly requests: number;
}

/** USD, of us-east-1 in 2026. https://aws.amazon.com/s3/pricing/ and https://aws.amazon.com/athena/pricing/ */
const JOB = 0.25;
/** 1 for S3 Batch Operations and 5 for the PUT requests. */
const MILLION_COPIES = 6;
const SCANNED_TB = 5;
const MILLION_GETS = 0.4;
/** Athena bills a query for 10 MB at least. */
const LEAST_SCAN = 10_000_000;

/** What a run costs that reads so many objects and bytes with so many queries, and copies some of the objects before. */
export function estimateCost(objects: number, bytes: number, queries: number, copied: number): CostEstimate {
  return {
    copy: copied > 0 ? JOB + (copied / 1e6) * MILLION_COPIES : 0,
    scan: (Math.max(bytes, LEAST_SCAN) / 1e12) * queries * SCANNED_TB,
    requests: (objects / 1e6) * queries * MILLION_GETS,
  };
}

/** The estimate as a mail has it. */
export function renderCost(objects: number, bytes: number, queries: number, copied: number): string {
  const { copy, scan, requests } = estimateCost(objects, bytes, queries, copied);
  const parts = [
    ...(copied > 0 ? [`${usd(copy)} to copy ${formatCount(copied, 'object')} (plus their storage for some days)`] : []),
    `${usd(scan)} to scan ${formatBytes(bytes)} in each of ${queries} queries`,
    ...(requests >= 0.01 ? [`${usd(requests)} for the requests of the queries`] : []),
  ];
  const total = copy + scan + requests;
  return `${total < 0.01 ? '' : 'about '}${usd(total)} USD: ${parts.join(', ')}`;
}

function usd(amount: number): string {
  if (amount < 0.01) return 'less than 0.01';
  return amount < 100 ? amount.toFixed(2) : String(Math.round(amount));
}
