import { setMaxListeners } from 'node:events';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { clientConfig, configuredRegion, type S3Access } from '../log-store/s3-client';

/** Clients for the services that a logging set-up is read from and written to, one for each Region. */
export class SetupClients {
  private readonly s3Clients = new Map<string, S3Client>();
  private readonly trailClients = new Map<string, CloudTrailClient>();

  private constructor(
    private readonly access: S3Access,
    /** Region for what belongs to none. */
    readonly home: string,
    readonly signal: AbortSignal,
  ) {}

  /** Must be closed by the caller. */
  static async open(access: S3Access, signal: AbortSignal): Promise<SetupClients> {
    // every request listens to it
    setMaxListeners(0, signal);
    return new SetupClients(access, access.region ?? (await configuredRegion(access)), signal);
  }

  s3(region: string = this.home): S3Client {
    return made(this.s3Clients, region, () => new S3Client(clientConfig(this.access, region)));
  }

  cloudTrail(region: string): CloudTrailClient {
    return made(this.trailClients, region, () => new CloudTrailClient(this.plainConfig(region)));
  }

  /** Asks STS, with a client that is made for it. */
  async withSts<Result>(work: (sts: STSClient) => Promise<Result>): Promise<Result> {
    const sts = new STSClient(this.plainConfig(this.home));
    try {
      return await work(sts);
    } finally {
      sts.destroy();
    }
  }

  close(): void {
    for (const client of [...this.s3Clients.values(), ...this.trailClients.values()]) client.destroy();
  }

  private plainConfig(region: string) {
    const { endpointUrl, profile } = this.access;
    return {
      region,
      ...(profile === undefined ? {} : { profile }),
      ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
    };
  }
}

function made<Client>(clients: Map<string, Client>, region: string, make: () => Client): Client {
  let client = clients.get(region);
  if (!client) {
    client = make();
    clients.set(region, client);
  }
  return client;
}
