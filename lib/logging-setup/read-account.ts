import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { type Fact, readFact } from './fact';
import type { SetupClients } from './setup-clients';

/** The account of whoever asks. */
export interface Account {
  readonly identity: Fact<{ readonly id: string; readonly partition: string }>;
  /** Its buckets, with their Regions as far as S3 tells them. */
  readonly buckets: Fact<ReadonlyMap<string, string | undefined>>;
}

const PAGE = 1000;

/** Reads who asks, and which buckets there are. */
export async function readAccount(clients: SetupClients): Promise<Account> {
  const [identity, buckets] = await Promise.all([readIdentity(clients), readBuckets(clients)]);
  return { identity, buckets };
}

function readIdentity(clients: SetupClients): Promise<Account['identity']> {
  return readFact('sts:GetCallerIdentity', () =>
    clients.withSts(async (sts) => {
      const { Account = '', Arn = '' } = await sts.send(new GetCallerIdentityCommand({}), abortable(clients));
      return { id: Account, partition: Arn.split(':')[1] || 'aws' };
    }),
  );
}

function readBuckets(clients: SetupClients): Promise<Account['buckets']> {
  return readFact('s3:ListAllMyBuckets', async () => {
    const regions = new Map<string, string | undefined>();
    let ContinuationToken: string | undefined;
    do {
      const page = await clients
        .s3()
        .send(new ListBucketsCommand({ MaxBuckets: PAGE, ContinuationToken }), abortable(clients));
      for (const { Name, BucketRegion } of page.Buckets ?? []) if (Name) regions.set(Name, BucketRegion);
      ContinuationToken = page.ContinuationToken;
    } while (ContinuationToken);
    return regions;
  });
}

/** Options of a call that ends when the work is stopped. */
export function abortable({ signal }: SetupClients): { readonly abortSignal: AbortSignal } {
  return { abortSignal: signal };
}
