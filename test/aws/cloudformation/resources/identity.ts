import { z } from 'zod';
import { parsePolicy } from '../../iam/policy-document';
import { physicalName } from '../physical-name';
import { handlerOf, type ResourceHandler, type ResourceRequest, tagsSchema } from '../resource-handler';
import type { Provisioned } from '../stack-resource';

const inline = z.strictObject({ PolicyName: z.string(), PolicyDocument: z.unknown() });

const role = z.strictObject({
  RoleName: z.string().optional(),
  Description: z.string().max(1000).optional(),
  AssumeRolePolicyDocument: z.unknown(),
  Policies: z.array(inline).default([]),
  ManagedPolicyArns: z.array(z.string()).default([]),
  MaxSessionDuration: z.coerce.number().optional(),
  Path: z.literal('/').optional(),
  Tags: tagsSchema,
});

const policy = z.strictObject({
  PolicyName: z.string(),
  PolicyDocument: z.unknown(),
  Roles: z.array(z.string()).min(1),
});

/** Policies of AWS's own that roles here have. Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html */
const MANAGED: Readonly<Record<string, object>> = {
  'service-role/AWSLambdaBasicExecutionRole': {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: '*',
      },
    ],
  },
};

/** Bytes of all inline policies of a role, without spaces. */
const LARGEST_INLINE = 10_240;

export const IDENTITY: Readonly<Record<string, ResourceHandler>> = {
  'AWS::IAM::Role': handlerOf(role, {
    create: (properties, request) => putRole(properties, request, properties.RoleName ?? physicalName(request, 64)),
    update(properties, request, { physicalId }) {
      const attached = [...request.platform.iam.requireRole(arnOf(request, physicalId)).policies];
      const provisioned = putRole(properties, request, physicalId);
      const { policies } = request.platform.iam.requireRole(arnOf(request, physicalId));
      // those of AWS::IAM::Policy stay
      for (const [name, document] of attached) if (!policies.has(name)) policies.set(name, document);
      return provisioned;
    },
    delete({ physicalId }, request) {
      request.platform.iam.roles.delete(arnOf(request, physicalId));
    },
  }),
  'AWS::IAM::Policy': handlerOf(policy, {
    create: attach,
    update: attach,
    delete(_, request, { PolicyName, Roles }) {
      for (const name of Roles) request.platform.iam.roles.get(arnOf(request, name))?.policies.delete(PolicyName);
    },
  }),
};

function putRole(properties: z.infer<typeof role>, request: ResourceRequest, name: string): Provisioned {
  const managed = properties.ManagedPolicyArns.map((arn) => {
    const document = MANAGED[arn.split(':policy/')[1] ?? ''];
    if (!document) throw new Error(`the managed policy ${arn} is not known here`);
    return [arn, document] as const;
  });
  const own = properties.Policies.map(({ PolicyName, PolicyDocument }) => [PolicyName, PolicyDocument] as const);
  const arn = arnOf(request, name);
  request.platform.iam.createRole(arn, properties.AssumeRolePolicyDocument, Object.fromEntries([...managed, ...own]));
  return { physicalId: name, attributes: { Arn: arn, RoleId: `AROA${name}` } };
}

function attach({ PolicyName, PolicyDocument, Roles }: z.infer<typeof policy>, request: ResourceRequest): Provisioned {
  const size = JSON.stringify(PolicyDocument).replaceAll(' ', '').length;
  if (size > LARGEST_INLINE)
    throw new Error(`Maximum policy size of ${LARGEST_INLINE} bytes exceeded: ${PolicyName} has ${size}`);
  for (const name of Roles)
    request.platform.iam.requireRole(arnOf(request, name)).policies.set(PolicyName, parsePolicy(PolicyDocument));
  return { physicalId: PolicyName };
}

function arnOf({ place }: ResourceRequest, name: string): string {
  return `arn:${place.partition}:iam::${place.account}:role/${name}`;
}
