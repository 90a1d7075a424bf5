import { DELETING_CALLS, LISTING_ACTION, type PlacedResource, placeOf, ROLLUP_CALLS } from '../log-rollup/rollup-calls';
import type { DeployedStack } from './find-stack';
import { allowRoles, below, type PolicyStatement } from './policy-statement';
import type { StackRollup } from './stack-rollup';

/** What the statements are called by what they are about. */
const NAMES: Readonly<Record<PlacedResource, string>> = {
  'log-bucket': 'RollupListsLogs',
  'log-objects': 'RollupTakesLogs',
  'destination-bucket': 'RollupLists',
  rollups: 'RollupWrites',
  manifests: 'RollupTidies',
  'rollup-settings': 'RollupKeepsSettings',
};

/** What the owner of the logs, or of the bucket that they are rolled up to, has to allow. */
export function rollupStatements(
  where: 'logs' | 'destination',
  rollup: StackRollup,
  stack: DeployedStack,
): readonly PolicyStatement[] {
  const { bucket, prefix } = where === 'logs' ? rollup.source : rollup.destination;
  const arn = `arn:${stack.partition}:s3:::${bucket}`;
  return (Object.keys(NAMES) as PlacedResource[]).flatMap((on) => {
    const place = placeOf(on);
    if (place?.in !== where) return [];
    const resource = place.objects === undefined ? arn : `${arn}/${prefix}${place.objects}`;
    const actions = actionsOn(on, rollup);
    const listing = actions.filter((action) => action === LISTING_ACTION);
    const others = actions.filter((action) => action !== LISTING_ACTION);
    return [
      ...allowRoles(stack, NAMES[on], { actions: listing, resource, condition: below(prefix) }),
      ...allowRoles(stack, listing.length > 0 ? `${NAMES[on]}Uploads` : NAMES[on], { actions: others, resource }),
    ];
  });
}

/** What the functions call that list the logs and roll them up; the others touch only what is the stack's. */
function actionsOn(resource: PlacedResource, { keepSources }: StackRollup): readonly string[] {
  const calls = [
    ...ROLLUP_CALLS['plan-rollup'],
    ...ROLLUP_CALLS['roll-up-period'],
    ...(keepSources ? [] : DELETING_CALLS),
  ];
  return calls.filter(({ on }) => on === resource).flatMap(({ actions }) => actions);
}
