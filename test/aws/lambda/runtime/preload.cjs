// Runs before the code of a process that uses the local AWS: what is different here from AWS, and nothing else.
const dns = require('node:dns');
const http = require('node:http');
const https = require('node:https');

const endpoint = new URL(process.env.AWS_ENDPOINT_URL);

// Names such as bucket.localhost have no entry in DNS.
const lookup = dns.lookup;
dns.lookup = (hostname, options, callback) =>
  /(^|\.)localhost$/.test(hostname) ? lookup('127.0.0.1', options, callback) : lookup(hostname, options, callback);

// The URL that a custom resource answers to is https, as in AWS; the local server speaks plain HTTP.
const request = https.request;
https.request = (options, ...rest) =>
  typeof options === 'object' && /\.localhost$/.test(options.hostname ?? '')
    ? http.request({ ...options, protocol: 'http:', port: endpoint.port, agent: undefined }, ...rest)
    : request(options, ...rest);
const fetchAsIs = globalThis.fetch;
globalThis.fetch = (target, options) => {
  const url = new URL(target instanceof Request ? target.url : target);
  if (!/\.localhost$/.test(url.hostname)) return fetchAsIs(target, options);
  // fetch resolves names by itself
  const local = `http://127.0.0.1:${endpoint.port}${url.pathname}${url.search}`;
  const headers = { ...Object.fromEntries(new Headers(options?.headers)), 'x-local-host': url.hostname };
  return fetchAsIs(local, { ...options, headers });
};

// The clock of the local AWS jumps over waiting; the runner of functions sets the difference before each invocation.
const RealDate = Date;
globalThis.localAwsShiftMs = Number(process.env.LOCAL_AWS_SHIFT_MS ?? 0);
const now = () => RealDate.now() + globalThis.localAwsShiftMs;
globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(now()).toString(),
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
