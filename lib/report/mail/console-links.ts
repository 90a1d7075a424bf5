/** Where a console is: partitions have their own. */
export interface ConsolePlace {
  readonly partition: string;
  readonly region: string;
}

const DOMAINS: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** Page of an execution of a state machine. */
export function executionLink(place: ConsolePlace, executionArn: string): string {
  return `${page(place, 'states')}#/v2/executions/details/${executionArn}`;
}

/** Page of a query execution, with its text and its answer. */
export function queryLink(place: ConsolePlace, queryId: string): string {
  return `${page(place, 'athena')}#/query-editor/history/${queryId}`;
}

/** Page of an object. */
export function objectLink(place: ConsolePlace, bucket: string, key: string): string {
  const { region } = place;
  return `https://${host(place)}/s3/object/${bucket}?region=${region}&prefix=${key.split('/').map(encodeURIComponent).join('/')}`;
}

function page(place: ConsolePlace, service: string): string {
  return `https://${host(place)}/${service}/home?region=${place.region}`;
}

function host({ partition, region }: ConsolePlace): string {
  return `${region}.${DOMAINS[partition] ?? DOMAINS.aws}`;
}
