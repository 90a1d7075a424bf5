import dns from 'node:dns';

/** Lets this process find `111122223333.localhost`, as the preload of the functions does for theirs. */
export function resolveLocalhost(): void {
  const original = dns.lookup as (...args: unknown[]) => void;
  const lookup = (hostname: string, ...rest: unknown[]) =>
    original(/(^|\.)localhost$/.test(hostname) ? '127.0.0.1' : hostname, ...rest);
  Object.assign(dns, { lookup });
}
