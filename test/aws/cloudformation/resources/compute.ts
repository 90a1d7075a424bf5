import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { physicalName } from '../physical-name';
import { handlerOf, type ResourceHandler, type ResourceRequest, tagsSchema } from '../resource-handler';
import type { Provisioned } from '../stack-resource';

const lambda = z.strictObject({
  FunctionName: z.string().optional(),
  Description: z.string().max(256).optional(),
  Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
  Handler: z.string(),
  Role: z.string(),
  Runtime: z.string().regex(/^nodejs\d+\.x$/),
  Architectures: z.array(z.enum(['arm64', 'x86_64'])).optional(),
  Environment: z.strictObject({ Variables: z.record(z.string().regex(/^[a-zA-Z]\w+$/), z.string()) }).optional(),
  LoggingConfig: z.strictObject({ LogGroup: z.string() }).optional(),
  MemorySize: z.coerce.number().int().min(128).max(10_240).default(128),
  Timeout: z.coerce.number().int().min(1).max(900).default(3),
  Tags: tagsSchema,
});

const stateMachine = z.strictObject({
  StateMachineName: z.string().optional(),
  StateMachineType: z.literal('STANDARD').optional(),
  DefinitionString: z.string(),
  DefinitionSubstitutions: z.record(z.string(), z.string()).default({}),
  RoleArn: z.string(),
  LoggingConfiguration: z
    .strictObject({
      Destinations: z.tuple([z.strictObject({ CloudWatchLogsLogGroup: z.strictObject({ LogGroupArn: z.string() }) })]),
      IncludeExecutionData: z.boolean(),
      Level: z.enum(['ALL', 'ERROR', 'FATAL', 'OFF']),
    })
    .optional(),
  TracingConfiguration: z.strictObject({ Enabled: z.boolean() }).optional(),
  Tags: tagsSchema,
});

const logGroup = z.strictObject({
  LogGroupName: z.string().optional(),
  RetentionInDays: z.coerce.number().optional(),
});

const schedule = z.strictObject({
  Name: z.string().optional(),
  Description: z.string().max(512).optional(),
  FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.enum(['UTC', 'Etc/UTC']).optional(),
  State: z.literal('ENABLED').optional(),
  Target: z.strictObject({ Arn: z.string(), RoleArn: z.string(), Input: z.string() }),
});

/** Bytes of all environment variables of a function. */
const LARGEST_ENVIRONMENT = 4096;

export const COMPUTE: Readonly<Record<string, ResourceHandler>> = {
  'AWS::Lambda::Function': handlerOf(lambda, {
    create: (properties, request) =>
      putFunction(properties, request, properties.FunctionName ?? physicalName(request, 64)),
    update: (properties, request, { physicalId }) => putFunction(properties, request, physicalId),
    delete: ({ attributes }, { platform }) => platform.lambda.delete(String(attributes?.Arn)),
  }),
  'AWS::StepFunctions::StateMachine': handlerOf(stateMachine, {
    create: (properties, request) =>
      putMachine(
        properties,
        request,
        arnOf(request, 'states', `stateMachine:${properties.StateMachineName ?? physicalName(request, 80)}`),
      ),
    update: (properties, request, { physicalId }) => putMachine(properties, request, physicalId),
    delete: ({ physicalId }, { platform }) => platform.states.delete(physicalId),
  }),
  'AWS::Logs::LogGroup': handlerOf(logGroup, {
    create({ LogGroupName }, request) {
      const name = LogGroupName ?? physicalName(request, 512);
      return { physicalId: name, attributes: { Arn: `${arnOf(request, 'logs', `log-group:${name}`)}:*` } };
    },
    update: (_, __, before) => before,
    delete() {},
  }),
  'AWS::Scheduler::Schedule': handlerOf(schedule, {
    create: (properties, request) => putSchedule(properties, request, properties.Name ?? physicalName(request, 64)),
    update: (properties, request, { physicalId }) => putSchedule(properties, request, physicalId),
    delete: ({ physicalId }, { platform }) => platform.scheduler.delete(physicalId),
  }),
};

async function putFunction(
  properties: z.infer<typeof lambda>,
  request: ResourceRequest,
  name: string,
): Promise<Provisioned> {
  const variables = properties.Environment?.Variables ?? {};
  const size = Buffer.byteLength(JSON.stringify(variables));
  if (size > LARGEST_ENVIRONMENT) {
    throw new Error(`Lambda was unable to configure your environment variables because they are over 4 KB: ${size}`);
  }
  const codeFolder = request.assets.folderOf(properties.Code.S3Key);
  const [file] = properties.Handler.split('.');
  if (!existsSync(join(codeFolder, `${file}.js`))) throw new Error(`${codeFolder} has no ${file}.js`);
  request.platform.iam.requireRole(properties.Role);
  const arn = arnOf(request, 'lambda', `function:${name}`);
  await request.platform.lambda.put({
    name,
    arn,
    codeFolder,
    roleArn: properties.Role,
    handler: properties.Handler,
    environment: variables,
    memorySize: properties.MemorySize,
    logGroup: properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    timeoutSeconds: properties.Timeout,
  });
  return { physicalId: name, attributes: { Arn: arn } };
}

function putMachine(properties: z.infer<typeof stateMachine>, { platform }: ResourceRequest, arn: string): Provisioned {
  const name = arn.split(':').at(-1) as string;
  const definition = properties.DefinitionString.replace(/\$\{(\w+)\}/g, (placeholder, key: string) => {
    const value = properties.DefinitionSubstitutions[key];
    if (value === undefined) throw new Error(`nothing is given for ${placeholder} of the definition`);
    return value;
  });
  platform.states.put({
    arn,
    name,
    definition,
    roleArn: properties.RoleArn,
    tracing: properties.TracingConfiguration?.Enabled ?? false,
    logs: properties.LoggingConfiguration !== undefined,
  });
  return { physicalId: arn, attributes: { Arn: arn, Name: name } };
}

function putSchedule(properties: z.infer<typeof schedule>, { platform }: ResourceRequest, name: string): Provisioned {
  const { Arn, RoleArn, Input } = properties.Target;
  platform.scheduler.put({
    name,
    expression: properties.ScheduleExpression,
    target: Arn,
    roleArn: RoleArn,
    input: Input,
  });
  return { physicalId: name };
}

function arnOf({ place: { partition, region, account } }: ResourceRequest, service: string, rest: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${rest}`;
}
