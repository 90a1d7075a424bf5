import { z } from 'zod';
import type { Principal } from '../iam/principal';
import { AwsError } from '../server/aws-error';
import type { Call } from '../server/call';
import { jsonService } from '../server/json-service';
import { operation } from '../server/operation';
import type { Service } from '../server/service';
import type { Trail, Trails } from './trails';

const ARN = /^arn:aws:cloudtrail:[a-z0-9-]+:\d{12}:trail\/[A-Za-z0-9._-]+$/;

/** AWS CloudTrail's API, as far as it tells of trails. */
export function cloudTrailService(trails: Trails): Service {
  return jsonService({
    name: 'cloudtrail',
    target: 'CloudTrail_20131101',
    version: '1.1',
    invalidInput: 'InvalidParameterCombinationException',
    operations: {
      DescribeTrails: operation({
        input: z.strictObject({ includeShadowTrails: z.boolean().optional() }),
        permissions: () => [{ action: 'cloudtrail:DescribeTrails', resource: '*' }],
        run: ({ includeShadowTrails = true }, { region, caller }) => ({
          trailList: trails.seenIn(region, caller.account, includeShadowTrails).map(describe),
        }),
      }),
      GetTrailStatus: operation({
        input: z.strictObject({ Name: z.string() }),
        permissions: ({ Name }, { caller }) => [
          { action: 'cloudtrail:GetTrailStatus', resource: ownArn(Name, caller) },
        ],
        run: ({ Name }, call) => ({ IsLogging: requireTrail(trails, Name, call).logging !== false }),
      }),
      GetEventSelectors: operation({
        input: z.strictObject({ TrailName: z.string() }),
        permissions: ({ TrailName }, { caller }) => [
          { action: 'cloudtrail:GetEventSelectors', resource: ownArn(TrailName, caller) },
        ],
        run({ TrailName }, call) {
          const { arn, eventSelectors, advancedEventSelectors } = requireTrail(trails, TrailName, call);
          return {
            TrailARN: arn,
            ...(eventSelectors ? { EventSelectors: eventSelectors } : {}),
            ...(advancedEventSelectors ? { AdvancedEventSelectors: advancedEventSelectors } : {}),
          };
        },
      }),
    },
  });
}

function describe(trail: Trail): object {
  const { name, arn, homeRegion, multiRegion = false, organization = false } = trail;
  return {
    Name: name,
    TrailARN: arn,
    HomeRegion: homeRegion,
    IsMultiRegionTrail: multiRegion,
    IsOrganizationTrail: organization,
    IncludeGlobalServiceEvents: multiRegion,
    S3BucketName: 'trail-logs',
    LogFileValidationEnabled: true,
    HasCustomEventSelectors: true,
    HasInsightSelectors: false,
  };
}

/** The trail of an organization is one of each of its accounts, too: their own policies decide. */
function ownArn(arn: string, { account }: Principal): string {
  return arn.replace(/(:)\d{12}(:trail\/)/, `$1${account}$2`);
}

/** By its ARN, and in its own Region: that is where everything about a trail can be asked for. */
function requireTrail(trails: Trails, arn: string, { region, caller }: Call): Trail {
  if (!ARN.test(arn)) throw new AwsError('CloudTrailARNInvalidException', `Invalid ARN: ${arn}`);
  const trail = trails.all.get(arn);
  const mayKnow = trail && (trail.account === caller.account || trail.organization === true);
  if (!trail || !mayKnow || trail.homeRegion !== region) {
    throw new AwsError('TrailNotFoundException', `Unknown trail: ${arn} for the user: ${caller.account}`);
  }
  return trail;
}
