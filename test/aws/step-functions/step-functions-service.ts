import { z } from 'zod';
import { AwsError } from '../server/aws-error';
import { newUuid } from '../server/ids';
import { jsonService } from '../server/json-service';
import { operation } from '../server/operation';
import type { Service } from '../server/service';
import type { Execution } from './execution';
import { detailsName } from './history';
import type { StepFunctions } from './step-functions';

const LARGEST_INPUT = 262_144;
const executionArn = z.string().regex(/:execution:/);
const seconds = (date: Date) => date.getTime() / 1000;

/** Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
const startInput = z.strictObject({
  stateMachineArn: z.string(),
  name: z
    .string()
    .regex(/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u)
    .optional(),
  input: z.string().default('{}'),
  traceHeader: z.string().optional(),
});

/** AWS Step Functions' API. */
export function stepFunctionsService(states: StepFunctions): Service {
  const onExecution = (action: string) => (input: { executionArn: string }) => [
    { action, resource: input.executionArn },
  ];
  return jsonService({
    name: 'states',
    target: 'AWSStepFunctions',
    version: '1.0',
    invalidInput: 'ValidationException',
    operations: {
      StartExecution: operation({
        input: startInput,
        permissions: ({ stateMachineArn }) => [{ action: 'states:StartExecution', resource: stateMachineArn }],
        run({ stateMachineArn, name = newUuid(), input }) {
          const machine = states.requireMachine(stateMachineArn);
          requireJson(input);
          const execution = states.start(machine, name, input);
          return { executionArn: execution.arn, startDate: seconds(execution.started) };
        },
      }),
      DescribeExecution: operation({
        input: z.strictObject({ executionArn, includedData: z.enum(['ALL_DATA', 'METADATA_ONLY']).optional() }),
        permissions: onExecution('states:DescribeExecution'),
        run: (input) => describe(states.requireExecution(input.executionArn)),
      }),
      StopExecution: operation({
        input: z.strictObject({
          executionArn,
          error: z.string().max(256).optional(),
          cause: z.string().max(32_768).optional(),
        }),
        permissions: onExecution('states:StopExecution'),
        run(input) {
          const execution = states.requireExecution(input.executionArn);
          states.stop(execution, input.error, input.cause);
          return { stopDate: seconds(execution.stopped as Date) };
        },
      }),
      ListExecutions: operation({
        input: z.strictObject({
          stateMachineArn: z.string(),
          statusFilter: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']).optional(),
          maxResults: z.number().int().min(0).max(1000).default(100),
          nextToken: z.string().optional(),
        }),
        permissions: ({ stateMachineArn }) => [{ action: 'states:ListExecutions', resource: stateMachineArn }],
        run({ stateMachineArn, statusFilter, maxResults, nextToken }) {
          states.requireMachine(stateMachineArn);
          const start = Number(nextToken ?? 0);
          const all = [...states.executions.values()]
            .filter((execution) => execution.stateMachineArn === stateMachineArn)
            .filter(({ status }) => statusFilter === undefined || status === statusFilter)
            .reverse();
          const end = start + (maxResults || 100);
          return {
            executions: all.slice(start, end).map(summary),
            ...(all.length > end ? { nextToken: String(end) } : {}),
          };
        },
      }),
      GetExecutionHistory: operation({
        input: z.strictObject({
          executionArn,
          maxResults: z.number().int().min(0).max(1000).default(100),
          nextToken: z.string().optional(),
          reverseOrder: z.boolean().default(false),
          includeExecutionData: z.boolean().default(true),
        }),
        permissions: onExecution('states:GetExecutionHistory'),
        run({ executionArn: arn, maxResults, nextToken, reverseOrder }) {
          const { events } = states.requireExecution(arn).history;
          const start = Number(nextToken ?? 0);
          const end = start + (maxResults || 100);
          const page = (reverseOrder ? [...events].reverse() : events).slice(start, end);
          return {
            events: page.map(({ timestamp, details, ...event }) => {
              const name = detailsName(event.type);
              return { ...event, timestamp: seconds(timestamp), ...(name === undefined ? {} : { [name]: details }) };
            }),
            ...(events.length > end ? { nextToken: String(end) } : {}),
          };
        },
      }),
    },
  });
}

function requireJson(input: string): void {
  if (Buffer.byteLength(input) > LARGEST_INPUT) throw new AwsError('ValidationException', 'the input is over 256 KB');
  try {
    JSON.parse(input);
  } catch (error) {
    throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${(error as Error).message}'`);
  }
}

function summary({ arn, name, stateMachineArn, status, started, stopped }: Execution): object {
  return {
    executionArn: arn,
    name,
    stateMachineArn,
    status,
    startDate: seconds(started),
    ...(stopped ? { stopDate: seconds(stopped) } : {}),
    redriveCount: 0,
  };
}

function describe(execution: Execution): object {
  const { input, output, error, cause } = execution;
  return {
    ...summary(execution),
    input,
    inputDetails: { included: true },
    ...(output === undefined ? {} : { output, outputDetails: { included: true } }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}
