import { SETTINGS_KEY } from '../../rollup/destination-settings';
import type { RollupStep } from './rollup-names';

/** What a call of a function of a rollup touches of the logs and of the destination, which may belong to other accounts. */
export type PlacedResource =
  /** The bucket with the logs, as a bucket. */
  | 'log-bucket'
  /** The log objects below the prefix. */
  | 'log-objects'
  /** The bucket that rollups are written to, as a bucket. */
  | 'destination-bucket'
  /** Everything below the destination: rollups and their manifests. */
  | 'rollups'
  /** Manifests below the destination. */
  | 'manifests'
  /** What tells how the destination is filled. */
  | 'rollup-settings';

/** What a call of a function of a rollup touches. */
export type RollupResource =
  | PlacedResource
  /** Objects below `state/` in the work bucket, and the bucket itself. */
  | 'run-state'
  | 'work-bucket'
  | 'topic'
  | 'state-machine'
  | 'executions';

/** A part of the logs or of the destination. */
export interface RollupPlace {
  readonly in: 'logs' | 'destination';
  /** What follows the prefix in the keys of its objects, with wildcards; absent for the bucket itself. */
  readonly objects?: string;
}

/** Where these resources lie. */
const ROLLUP_PLACES: Readonly<Record<PlacedResource, RollupPlace>> = {
  'log-bucket': { in: 'logs' },
  'log-objects': { in: 'logs', objects: '*' },
  'destination-bucket': { in: 'destination' },
  rollups: { in: 'destination', objects: '*' },
  manifests: { in: 'destination', objects: '*.rollup.*.manifest.json' },
  'rollup-settings': { in: 'destination', objects: SETTINGS_KEY },
};

/** Where a resource lies; undefined when it is one of the stack. */
export function placeOf(resource: RollupResource): RollupPlace | undefined {
  return (ROLLUP_PLACES as Partial<Record<RollupResource, RollupPlace>>)[resource];
}

/** Actions on buckets that can be limited to a prefix. */
export const LISTING_ACTION = 's3:ListBucket';

/** Actions that are needed together on one kind of resource. */
export interface RollupCall {
  readonly actions: readonly string[];
  readonly on: RollupResource;
  readonly why: string;
}

/** What the function of each step calls; its role grants exactly this. */
export const ROLLUP_CALLS: Readonly<Record<RollupStep, readonly RollupCall[]>> = {
  'plan-rollup': [
    { actions: ['s3:ListBucket'], on: 'log-bucket', why: 'finds the periods that have logs' },
    { actions: ['s3:ListBucket'], on: 'destination-bucket', why: 'tells what is not there from a denial' },
    {
      actions: ['s3:GetObject', 's3:PutObject'],
      on: 'rollup-settings',
      why: 'makes sure that the destination is always filled in the same way',
    },
    {
      actions: ['s3:ListBucketMultipartUploads'],
      on: 'destination-bucket',
      why: 'finds uploads that rollups have left that ended unexpectedly',
    },
    { actions: ['s3:AbortMultipartUpload'], on: 'rollups', why: 'gives these up, because their parts cost storage' },
    { actions: ['s3:PutObject'], on: 'run-state', why: 'keeps the periods, and what became of them' },
  ],
  'roll-up-period': [
    { actions: ['s3:GetObject'], on: 'run-state', why: 'reads which period it is' },
    { actions: ['s3:ListBucket'], on: 'log-bucket', why: 'lists the logs of the period' },
    { actions: ['s3:GetObject'], on: 'log-objects', why: 'reads the logs' },
    {
      actions: ['s3:ListBucket'],
      on: 'destination-bucket',
      why: 'finds manifests that nothing needs any more; tells what is not there from a denial',
    },
    {
      actions: ['s3:GetObject'],
      on: 'rollups',
      why: 'reads the rollup that is there, and back the one that was written',
    },
    { actions: ['s3:PutObject'], on: 'rollups', why: 'writes the rollup and its manifest' },
    { actions: ['s3:AbortMultipartUpload'], on: 'rollups', why: 'gives up a rollup that could not be finished' },
    { actions: ['s3:DeleteObject'], on: 'manifests', why: 'removes manifests of rollups that were replaced' },
  ],
  'notify-rollup': [
    {
      actions: ['s3:GetObject', 's3:PutObject'],
      on: 'run-state',
      why: 'keeps which failures have been mailed, so that they are not at every scheduled time',
    },
    { actions: ['s3:ListBucket'], on: 'work-bucket', why: 'tells that none has been from a denial' },
    { actions: ['sns:ListSubscriptionsByTopic'], on: 'topic', why: 'asks whether the subscription is confirmed' },
    { actions: ['sns:Publish'], on: 'topic', why: 'sends the mail' },
  ],
  'rollup-deployment': [
    { actions: ['states:ListExecutions'], on: 'state-machine', why: 'finds the rollups that are under way' },
    { actions: ['states:StopExecution'], on: 'executions', why: 'stops them when the stack is deleted' },
  ],
};

/** What roll-up-period calls too, unless sources are kept: a policy of its own. */
export const DELETING_CALLS: readonly RollupCall[] = [
  {
    actions: ['s3:DeleteObject'],
    on: 'log-objects',
    why: 'deletes logs that a rollup holds, after it was read back; only while they are as they were read',
  },
];

/** What plan-rollup calls too; a policy of its own, for the state machine comes after its functions. */
export const CONTINUING_CALLS: readonly RollupCall[] = [
  {
    actions: ['states:StartExecution'],
    on: 'state-machine',
    why: 'goes on in another execution when one has become too long',
  },
];

/** What the key of the logs, when there is one, is needed for: reading sources, reading rollups and writing them. */
export const ROLLUP_KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'] as const;
