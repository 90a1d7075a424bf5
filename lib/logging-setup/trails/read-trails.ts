import {
  type CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  type Trail,
} from '@aws-sdk/client-cloudtrail';
import { inParallel } from '../../shared/in-parallel';
import { type Fact, isKnown, known, readFact } from '../fact';
import { abortable } from '../read-account';
import type { SetupClients } from '../setup-clients';
import type { EventSelectors } from './selected-deletions';

/** A trail that records something of a Region. */
export interface RegionalTrail {
  readonly name: string;
  readonly arn: string;
  readonly homeRegion: string;
  readonly isLogging: Fact<boolean>;
  readonly selectors: Fact<EventSelectors>;
}

/** The trails of each Region that was asked for. */
export type Trails = ReadonlyMap<string, Fact<readonly RegionalTrail[]>>;

const AT_ONCE = 4;

/** Reads which trails record something of these Regions, and what. */
export async function readTrails(regions: readonly string[], clients: SetupClients): Promise<Trails> {
  const found = await inParallel(AT_ONCE, regions, (region) => describeTrails(region, clients));
  const trails = new Map<string, Trail>();
  for (const fact of found) {
    for (const trail of isKnown(fact) ? fact.value : []) trails.set(trail.TrailARN as string, trail);
  }
  const read = await inParallel(AT_ONCE, [...trails.values()], (trail) => readTrail(trail, clients));
  const byArn = new Map(read.map((trail) => [trail.arn, trail]));
  const result = new Map<string, Fact<readonly RegionalTrail[]>>();
  for (const [index, region] of regions.entries()) {
    const fact = found[index] as Fact<readonly Trail[]>;
    const trailOf = ({ TrailARN = '' }: Trail) => byArn.get(TrailARN) as RegionalTrail;
    result.set(region, isKnown(fact) ? known(fact.value.map(trailOf)) : fact);
  }
  return result;
}

/** Trails of other Regions that record all Regions, and those of the organization, are among them. */
function describeTrails(region: string, clients: SetupClients): Promise<Fact<readonly Trail[]>> {
  return readFact('cloudtrail:DescribeTrails', async () => {
    const { trailList = [] } = await clients.cloudTrail(region).send(new DescribeTrailsCommand({}), abortable(clients));
    return trailList.filter((trail) => trail.IsMultiRegionTrail || trail.HomeRegion === region);
  });
}

/** Status and selectors are asked for where the trail is at home, by its ARN: a trail of an organization has no other name. */
async function readTrail({ Name = '', TrailARN = '', HomeRegion = '' }: Trail, clients: SetupClients) {
  const client = clients.cloudTrail(HomeRegion);
  const [isLogging, selectors] = await Promise.all([
    readFact('cloudtrail:GetTrailStatus', async () => {
      const { IsLogging } = await client.send(new GetTrailStatusCommand({ Name: TrailARN }), abortable(clients));
      return IsLogging === true;
    }),
    readSelectors(client, TrailARN, clients),
  ]);
  return { name: Name, arn: TrailARN, homeRegion: HomeRegion, isLogging, selectors };
}

function readSelectors(client: CloudTrailClient, TrailName: string, clients: SetupClients) {
  return readFact<EventSelectors>('cloudtrail:GetEventSelectors', async () => {
    const { EventSelectors, AdvancedEventSelectors } = await client.send(
      new GetEventSelectorsCommand({ TrailName }),
      abortable(clients),
    );
    return { basic: EventSelectors ?? [], advanced: AdvancedEventSelectors ?? [] };
  });
}
