import { randomBytes } from 'node:crypto';
import { AwsError } from '../server/aws-error';
import type { Principal } from './principal';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Who is behind an access key. */
export class CredentialStore {
  private readonly principals = new Map<string, Principal>();

  /** New keys for somebody; each key tells for whom it was made. */
  issue(principal: Principal): Credentials {
    const temporary = principal.kind !== 'root';
    const accessKeyId = `${temporary ? 'ASIA' : 'AKIA'}${randomBytes(8).toString('hex').toUpperCase()}`;
    this.principals.set(accessKeyId, principal);
    return {
      accessKeyId,
      secretAccessKey: randomBytes(20).toString('hex'),
      ...(temporary ? { sessionToken: randomBytes(16).toString('hex') } : {}),
    };
  }

  /** Gives a key that somebody else has chosen (in a configuration that can't change) a principal, or another one. */
  bind(accessKeyId: string, principal: Principal): void {
    this.principals.set(accessKeyId, principal);
  }

  revoke(accessKeyId: string): void {
    this.principals.delete(accessKeyId);
  }

  /** @throws AwsError InvalidAccessKeyId, as S3 calls it; others say UnrecognizedClientException */
  require(accessKeyId: string, service: string): Principal {
    const principal = this.principals.get(accessKeyId);
    if (principal) return principal;
    const code = service === 's3' ? 'InvalidAccessKeyId' : 'UnrecognizedClientException';
    throw new AwsError(code, `the access key ${accessKeyId} does not exist in our records`, 403);
  }
}
