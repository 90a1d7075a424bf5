import { z } from 'zod';
import { operation } from '../server/operation';
import { queryService } from '../server/query-service';
import type { Service } from '../server/service';

/** AWS STS: who am I? Everybody may ask that. */
export function stsService(): Service {
  return queryService({
    name: 'sts',
    version: '2011-06-15',
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    operations: {
      GetCallerIdentity: operation({
        input: z.strictObject({}),
        permissions: () => [],
        run: (_, { caller }) => ({ Arn: caller.arn, Account: caller.account, UserId: `AIDA${caller.account}` }),
      }),
    },
  });
}
