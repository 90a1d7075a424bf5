import * as ipaddr from 'ipaddr.js';
import { UsageError } from '../shared/errors';
import type { ViewColumn } from './analysis';

/** First and last address of a range, in the form of the view's column `ip_sort_key`. */
export interface IpRange {
  readonly first: string;
  readonly last: string;
}

/**
 * An address or a CIDR block, IPv4 or IPv6 in any spelling, as a range of sort keys.
 * @throws UsageError when the text is neither
 */
export function parseIpRange(text: string): IpRange {
  const [address, prefixLength] = parseAddress(text);
  const bits = address.toByteArray();
  const masked = (fill: 0 | 1) => bits.map((byte, index) => maskByte(byte, prefixLength - index * 8, fill));
  return { first: sortKey(masked(0)), last: sortKey(masked(1)) };
}

function parseAddress(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  try {
    const [plain = ''] = text.split('/');
    // without this, ipaddr.js takes 10.1 for 10.0.0.1
    if (!plain.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(plain)) throw new Error('not four numbers');
    if (text.includes('/')) {
      const [address, length] = ipaddr.parseCIDR(text);
      const mapped = unmapped(address);
      return [mapped, mapped === address ? length : Math.max(0, length - 96)];
    }
    const address = unmapped(ipaddr.parse(text));
    return [address, address.toByteArray().length * 8];
  } catch (cause) {
    throw new UsageError(
      'INVALID_FILTER',
      `--remote-ip is neither an address nor a CIDR block, got '${text}'; allowed are for example 192.0.2.7, 10.0.0.0/8, 2001:db8::/32`,
      { cause },
    );
  }
}

function unmapped(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

function maskByte(byte: number, keptBits: number, fill: 0 | 1): number {
  if (keptBits >= 8) return byte;
  const hostBits = 0xff >> Math.max(0, keptBits);
  return fill ? byte | hostBits : byte & ~hostBits;
}

function sortKey(bytes: readonly number[]): string {
  return bytes.length === 4
    ? `4${bytes.map((byte) => String(byte).padStart(3, '0')).join('')}`
    : `6${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/**
 * Layers of the canonical view that give `remote_ip` a form in which ranges are alphabetical: `4` and twelve decimal
 * digits, or `6` and thirty-two hexadecimal ones; NULL for what is no address. Athena's own address type and DuckDB's
 * don't exist on the other engine. From it comes the address without the part that tells a household or a machine.
 */
export const IP_LAYERS: readonly (readonly ViewColumn[])[] = [
  [
    {
      name: 'plain_ip',
      type: 'string',
      // ::ffff:192.0.2.7 is the IPv4 address 192.0.2.7
      sql: "regexp_replace(lower(remote_ip), '^::ffff:(.*[.].*)$', '$1')",
    },
  ],
  [
    {
      name: 'full_ip',
      type: 'string',
      // as many zeros as :: stands for, so that an IPv6 address has eight parts
      sql: "replace(plain_ip, '::', ':' || substr('0:0:0:0:0:0:0:', 1, 2 * (8 - (length(plain_ip) - length(replace(plain_ip, ':', ''))))))",
    },
  ],
  [
    {
      name: 'ip_sort_key',
      type: 'string',
      sql: [
        'case',
        `  when regexp_like(plain_ip, '^([0-9]{1,3}[.]){3}[0-9]{1,3}$') then '4' || ${paddedParts('plain_ip', '.', 4, 3)}`,
        `  when regexp_like(plain_ip, '^[0-9a-f:]*:[0-9a-f:]*$') then '6' || ${paddedParts('full_ip', ':', 8, 4)}`,
        'end',
      ].join('\n'),
    },
  ],
  [
    {
      name: 'masked_ip',
      type: 'string',
      // the network that an address is in: 192.0.2.0 for 192.0.2.7, 2001:db8:1:: for 2001:db8:1:2::3
      sql: [
        'case',
        "  when starts_with(ip_sort_key, '4') then regexp_replace(plain_ip, '[0-9]+$', '0')",
        `  when starts_with(ip_sort_key, '6') then ${[2, 6, 10].map((start) => `regexp_replace(substr(ip_sort_key, ${start}, 4), '^0{1,3}', '')`).join(" || ':' || ")} || '::'`,
        '  else remote_ip',
        'end',
      ].join('\n'),
    },
  ],
];

function paddedParts(column: string, separator: string, count: number, width: number): string {
  const part = (_: unknown, index: number) =>
    `lpad(split_part(${column}, '${separator}', ${index + 1}), ${width}, '0')`;
  return Array.from({ length: count }, part).join(' || ');
}
