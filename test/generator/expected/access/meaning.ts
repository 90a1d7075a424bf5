import { type AccessEvent, isS3Action } from '../../access/event';

/** How a request reached S3 (logs.md §5 of the design in the order of precedence). */
export function networkPath(event: AccessEvent): string {
  if (isS3Action(event) || isService(event.requester)) return 'aws-service';
  if (event.hostHeader?.toLowerCase().includes('.vpce.')) return 'interface-endpoint';
  if (event.remoteIp === null) return 'unknown';
  if (!isPrivateAddress(event.remoteIp)) return 'public';
  if (event.fields < 27) return 'vpc-endpoint';
  return event.sourceRegion === null ? 'interface-endpoint' : 'gateway-endpoint';
}

/** Whether an address is of a private network: RFC 1918, RFC 6598 or a unique local IPv6 address. */
function isPrivateAddress(address: string): boolean {
  if (address.includes(':')) {
    const first = Number.parseInt(address.split(':')[0] || '0', 16);
    return first >= 0xfc00 && first <= 0xfdff;
  }
  const [a = 0, b = 0] = address.split('.').map(Number);
  return (
    a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 100 && b >= 64 && b <= 127)
  );
}

/** Whether the request delivered an object. */
export function isDownload(event: AccessEvent): boolean {
  return (
    ['REST.GET.OBJECT', 'WEBSITE.GET.OBJECT'].includes(event.operation) &&
    (event.status === 200 || event.status === 206)
  );
}

/** Whether the request made a new object. */
export function isUpload(event: AccessEvent): boolean {
  const operations = ['REST.PUT.OBJECT', 'REST.POST.OBJECT', 'REST.COPY.OBJECT', 'REST.POST.UPLOAD'];
  return operations.includes(event.operation) && event.status === 200;
}

/** Bytes that the request added: parts count, their completion doesn't. */
export function uploadedBytes(event: AccessEvent): number {
  const operations = ['REST.PUT.OBJECT', 'REST.POST.OBJECT', 'REST.COPY.OBJECT', 'REST.PUT.PART', 'REST.COPY.PART'];
  return operations.includes(event.operation) && event.status === 200 ? (event.objectSize ?? 0) : 0;
}

/** Whether the status is in a class: 4 for 4xx, 5 for 5xx. */
export function isStatusClass(event: AccessEvent, hundreds: 4 | 5): boolean {
  return event.status !== null && Math.floor(event.status / 100) === hundreds;
}

/** The weaknesses of a request; it counts once under each. */
export function weaknesses(event: AccessEvent): string[] {
  const oldTls = ['tlsv1', 'tlsv1.0', 'tlsv1.1'];
  const tls = event.tlsVersion?.toLowerCase() ?? null;
  const plainHttp =
    event.fields >= 24 && tls === null && event.cipherSuite === null && event.hostHeader !== null && !isS3Action(event);
  return [
    ...(tls !== null && (oldTls.includes(tls) || tls.startsWith('sslv')) ? ['tls-below-1.2'] : []),
    ...(plainHttp ? ['no-tls'] : []),
    ...(event.signatureVersion === 'SigV2' ? ['sigv2'] : []),
    ...(event.aclRequired === 'Yes' ? ['acl-required'] : []),
  ];
}

function isService(requester: string | null): boolean {
  if (requester === null) return false;
  return requester === 'AmazonS3' || requester.startsWith('svc:') || requester.endsWith('.amazonaws.com');
}
