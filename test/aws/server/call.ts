import type { Iam, Permission } from '../iam/iam';
import type { Principal } from '../iam/principal';
import { AwsError } from './aws-error';
import type { Violations } from './violations';

/** One request to one operation, with the services of the platform that it needs. */
export interface Call {
  /** Signing name of the service. */
  readonly service: string;
  readonly action: string;
  readonly requestId: string;
  /** Region that the request was signed for. */
  readonly region: string;
  readonly caller: Principal;
  readonly accessKeyId: string;
  readonly iam: Iam;
  readonly violations: Violations;
}

/** @throws AwsError AccessDenied in the words of the service */
export function requirePermission(call: Pick<Call, 'caller' | 'iam' | 'service'>, permission: Permission): void {
  const decision = call.iam.authorize(call.caller, permission);
  if (!decision.allowed) throw accessDenied(call.service, call.caller, permission, decision.reason);
}

export function accessDenied(service: string, caller: Principal, permission: Permission, reason: string): AwsError {
  const codes: Readonly<Record<string, string>> = {
    s3: 'AccessDenied',
    's3-control': 'AccessDenied',
    sns: 'AuthorizationError',
    cloudformation: 'AccessDenied',
  };
  const { action, resource } = permission;
  return new AwsError(
    codes[service] ?? 'AccessDeniedException',
    `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} because ${reason}` +
      (reason.startsWith('no ') ? ` the ${action} action` : ''),
    service.startsWith('s3') || service === 'sns' ? 403 : 400,
  );
}
