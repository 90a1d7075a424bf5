import type { Athena } from './athena/athena';
import type { VirtualClock } from './clock/virtual-clock';
import type { CustomResources } from './cloudformation/custom-resources';
import type { GlueCatalog } from './glue/catalog';
import type { Iam } from './iam/iam';
import type { Lambda } from './lambda/lambda';
import type { S3Store } from './s3/store';
import type { Scheduler } from './scheduler/scheduler';
import type { Violations } from './server/violations';
import type { Sns } from './sns/sns';
import type { StepFunctions } from './step-functions/step-functions';

/** The services that a stack's resources are made in. */
export interface Platform {
  readonly iam: Iam;
  readonly s3: S3Store;
  readonly glue: GlueCatalog;
  readonly athena: Athena;
  readonly sns: Sns;
  readonly lambda: Lambda;
  readonly states: StepFunctions;
  readonly scheduler: Scheduler;
  readonly customResources: CustomResources;
  readonly clock: VirtualClock;
  readonly violations: Violations;
}
