import type { Command } from 'commander';
import type { S3Access } from '../log-store/s3-client';

/** Options of commands that read logs on S3, as commander gives them. */
export interface S3Options {
  readonly endpointUrl?: string;
  readonly profile?: string;
  readonly requestPayer?: boolean;
}

/** Adds how to get at S3. The Region has another name where `--region` is a filter. */
export function addS3Options(command: Command, regionOption: string): Command {
  return command
    .option('--profile <name>', 'profile of the AWS CLI for S3 (default: as for the AWS CLI)')
    .option(`${regionOption} <region>`, 'AWS Region of the bucket (default: found by itself)')
    .option('--endpoint-url <url>', "address of another service that speaks S3's language")
    .option('--request-payer', 'pay for the requests to a bucket of somebody else (Requester Pays)');
}

/** How the options say to get at S3, with so many requests at the same time. */
export function toS3Access(options: S3Options, region: string | undefined, connections: number): S3Access {
  const { endpointUrl, profile, requestPayer } = options;
  // our users can't do anything about the version of the SDK, and it works on every Node.js that we promise
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return {
    connections,
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
    ...(profile === undefined ? {} : { profile }),
    ...(region === undefined ? {} : { region }),
    ...(requestPayer ? { requestPayer } : {}),
  };
}
