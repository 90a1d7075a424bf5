import { DeleteBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { AuditError } from '../../shared/errors';
import { parseJson } from '../../shared/parse-json';
import { isKnown } from '../fact';
import { abortable } from '../read-account';
import type { SetupClients } from '../setup-clients';
import { readPolicy } from '../target-bucket';
import type { PlannedPolicy } from './change';
import { attempted, eventually } from './eventually';
import { sameJson } from './same-json';

/**
 * Writes a bucket policy and reads it back. S3 has no conditional write for policies, so it is read again right before.
 * @throws AuditError when somebody else has changed it, when it is refused, and when what is read back is something else
 */
export async function writePolicy(policy: PlannedPolicy, account: string, clients: SetupClients): Promise<void> {
  const { bucket: Bucket, region, before, after } = policy;
  if ((await readIt(Bucket, region, clients)) !== before) {
    throw new AuditError('SETUP_CHANGED', `the policy of ${Bucket} has just been changed by somebody else; look again`);
  }
  const s3 = clients.s3(region);
  const to = { Bucket, ExpectedBucketOwner: account };
  const { signal } = clients;
  if (after === undefined) {
    const command = new DeleteBucketPolicyCommand(to);
    await attempted('s3:DeleteBucketPolicy', () => s3.send(command, abortable(clients)), { signal });
  } else {
    const command = new PutBucketPolicyCommand({ ...to, Policy: after });
    await attempted('s3:PutBucketPolicy', () => s3.send(command, abortable(clients)), { signal });
  }
  const isSo = await eventually(async () => isSame(await readIt(Bucket, region, clients), after), signal);
  if (isSo) return;
  throw new AuditError(
    'SETUP_NOT_CONFIRMED',
    `the policy of ${Bucket} was written, but S3 still tells another one; look again`,
  );
}

async function readIt(name: string, region: string, clients: SetupClients): Promise<string | undefined> {
  const found = await readPolicy(name, region, clients);
  if (isKnown(found)) return found.value;
  throw new AuditError('SETUP_UNREADABLE', `the policy of ${name} can't be read: ${found.unknown}`);
}

function isSame(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return sameJson(parseJson(a), parseJson(b));
}
