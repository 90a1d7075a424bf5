import fc from 'fast-check';
import * as ipaddr from 'ipaddr.js';
import { parseIpRange } from '../../lib/analyses/ip-range';
import { failureOf } from '../helpers/failure-of';

test.each([
  ['192.0.2.7', '4192000002007', '4192000002007'],
  ['10.0.0.0/8', '4010000000000', '4010255255255'],
  ['10.1.2.3/8', '4010000000000', '4010255255255'],
  ['192.0.2.128/25', '4192000002128', '4192000002255'],
  ['192.0.2.7/32', '4192000002007', '4192000002007'],
  ['0.0.0.0/0', '4000000000000', '4255255255255'],
  ['2001:db8::1', '620010db8000000000000000000000001', '620010db8000000000000000000000001'],
  ['2001:db8::/33', '620010db8000000000000000000000000', '620010db87fffffffffffffffffffffff'],
  ['::/0', `6${'0'.repeat(32)}`, `6${'f'.repeat(32)}`],
])('%s is the range from %s to %s', (text, first, last) => {
  expect(parseIpRange(text)).toEqual({ first, last });
});

test.each([
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::ffff:c000:207', '192.0.2.7'],
  ['::ffff:192.0.2.0/120', '192.0.2.0/24'],
  ['::ffff:0:0/96', '0.0.0.0/0'],
])('%s means the same as %s', (spelling, plain) => {
  expect(parseIpRange(spelling)).toEqual(parseIpRange(plain));
});

test.each([
  '',
  'example.com',
  '10.1',
  '1',
  '010.0.0.1',
  '0x0a.0.0.1',
  '256.0.0.1',
  '192.0.2.7/33',
  '192.0.2.7/',
  '192.0.2.0/-1',
  '192.0.2.*',
  '10.1/16',
  '010.0.0.0/8',
  '2001:db8::/129',
  '2001:db8',
  '1::2::3',
  "' or 1=1 --",
])('fails on %j, which is neither an address nor a CIDR block', (text) => {
  expect(failureOf(() => parseIpRange(text))).toEqual({
    name: 'UsageError',
    code: 'INVALID_FILTER',
    message: `--remote-ip is neither an address nor a CIDR block, got '${text}'; allowed are for example 192.0.2.7, 10.0.0.0/8, 2001:db8::/32`,
  });
});

// few different bytes, so that addresses often lie in a block
const octet = fc.oneof(fc.constantFrom(0, 1, 10, 127, 128, 255), fc.nat(255));
const ipv4 = fc.tuple(octet, octet, octet, octet).map((bytes) => ipaddr.fromByteArray(bytes));
const ipv6 = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(0, 0x20, 0xff) }, octet), { minLength: 16, maxLength: 16 })
  .map((bytes) => ipaddr.fromByteArray(bytes))
  .filter((address) => !(address as ipaddr.IPv6).isIPv4MappedAddress());
const address = fc.oneof(ipv4, ipv6);

/** An address and a block around a neighbour that has its first bits in common. */
const addressAndBlock = fc.tuple(address, address, fc.nat(128), fc.nat(128)).map(([one, other, common, length]) => {
  const bytes = one.toByteArray();
  const same = other.kind() === one.kind() ? other.toByteArray() : bytes;
  const neighbour = bytes.map((byte, index) => (index * 8 < common ? byte : (same[index] as number)));
  return { one, block: `${ipaddr.fromByteArray(neighbour)}/${Math.min(length, bytes.length * 8)}` };
});

test('holds exactly the addresses of the block', () => {
  fc.assert(
    fc.property(addressAndBlock, ({ one, block }) => {
      const { first, last } = parseIpRange(block);
      const key = parseIpRange(one.toString()).first;
      const [network, length] = ipaddr.parseCIDR(block);
      const expected = network.kind() === one.kind() && one.match(network, length);
      expect({ block, address: one.toString(), inside: first <= key && key <= last }).toEqual({
        block,
        address: one.toString(),
        inside: expected,
      });
    }),
    { numRuns: 1000 },
  );
});

test('is the same for every spelling of an IPv6 address', () => {
  fc.assert(
    fc.property(ipv6, (one) => {
      const range = parseIpRange(one.toString());
      const hex = Buffer.from(one.toByteArray()).toString('hex');
      const full = (hex.match(/.{4}/g) as string[]).join(':');
      expect(parseIpRange(full)).toEqual(range);
      expect(parseIpRange(full.toUpperCase())).toEqual(range);
      expect(parseIpRange(one.toNormalizedString())).toEqual(range);
    }),
  );
});
