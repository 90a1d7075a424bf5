import { z } from 'zod';

const oneOrMany = z.union([z.string(), z.array(z.string()).min(1)]).transform((value) => [value].flat());

const conditionValue = z.union([
  z.string(),
  z.boolean(),
  z.number(),
  z.array(z.union([z.string(), z.boolean(), z.number()])),
]);

const principals = z.strictObject({
  AWS: oneOrMany.optional(),
  Service: oneOrMany.optional(),
  Federated: oneOrMany.optional(),
});

const principalElement = z.union([
  z.literal('*').transform((): z.infer<typeof principals> => ({ AWS: ['*'] })),
  principals,
]);

const statement = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(['Allow', 'Deny']),
    Principal: principalElement.optional(),
    NotPrincipal: principalElement.optional(),
    Action: oneOrMany.optional(),
    NotAction: oneOrMany.optional(),
    Resource: oneOrMany.optional(),
    NotResource: oneOrMany.optional(),
    Condition: z.record(z.string(), z.record(z.string(), conditionValue)).optional(),
  })
  .refine((value) => (value.Action === undefined) !== (value.NotAction === undefined), 'needs Action or NotAction');

const document = z.strictObject({
  Version: z.literal('2012-10-17'),
  Id: z.string().optional(),
  Statement: z.union([statement.transform((value) => [value]), z.array(statement)]),
});

export type PolicyDocument = z.infer<typeof document>;
export type PolicyStatement = PolicyDocument['Statement'][number];
export type PrincipalElement = NonNullable<PolicyStatement['Principal']>;

/** A policy as it is written in JSON, every list an array. @throws ZodError for anything that IAM would refuse */
export function parsePolicy(value: unknown): PolicyDocument {
  return document.parse(value);
}
