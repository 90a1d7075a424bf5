import { Token } from 'aws-cdk-lib';
import type { LogRollupProps } from './log-rollup-props';
import type { ParameterName } from './parameters';
import { requireAllowed } from './require-sound-props';

/**
 * Refuses props that no rollup could make sense of. A token is not known yet, so nothing is said of it.
 * @throws AuditError that names the prop
 */
export function requireSoundRollup(props: LogRollupProps): void {
  const values: readonly (readonly [ParameterName, keyof LogRollupProps, string | undefined])[] = [
    ['LogBucket', 'logBucket', props.logBucket.bucketName],
    ['LogPrefix', 'logPrefix', props.logPrefix],
    ['RollupBucket', 'destinationBucket', props.destinationBucket?.bucketName],
    ['RollupDestination', 'destinationPrefix', props.destinationPrefix ?? props.logPrefix],
    ['RollupLevel', 'level', props.level],
    ['RollupFormat', 'format', props.format],
    ['RollupOlderThan', 'olderThan', props.olderThan],
    ['ContactEmail', 'contactEmail', props.contactEmail],
  ];
  for (const [parameter, prop, value] of values) {
    if (value !== undefined && !Token.isUnresolved(value)) requireAllowed(parameter, value, prop);
  }
}
