import { randomBytes } from 'node:crypto';
import type { ResourceIdentity } from './stack-resource';

/** A name such as CloudFormation makes: `<stack>-<logical id>-<random>`, not longer than allowed. */
export function physicalName({ place, logicalId }: ResourceIdentity, longest: number): string {
  const random = randomBytes(8).toString('hex').slice(0, 12);
  const room = longest - random.length - 2;
  const stack = place.stackName.slice(0, Math.floor(room / 2));
  return `${stack}-${logicalId.slice(0, room - stack.length)}-${random}`;
}
