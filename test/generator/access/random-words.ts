import { HOSTILE_KEYS, HOSTILE_REFERERS, HOSTILE_USER_AGENTS } from '../hostile-text';
import type { Random } from '../random';

/** Addresses at the edges of the private ranges, of both families and several spellings. */
export const ADDRESSES: readonly string[] = [
  '192.0.2.1',
  '192.0.2.77',
  '198.51.100.23',
  '203.0.113.255',
  '10.0.0.1',
  '10.255.255.254',
  '11.0.0.1',
  '172.15.255.255',
  '172.16.0.1',
  '172.31.255.254',
  '172.32.0.1',
  '192.168.1.1',
  '192.169.0.1',
  '100.63.255.255',
  '100.64.0.1',
  '100.127.255.254',
  '100.128.0.1',
  '2001:db8::1',
  '2001:0db8:0000:0000:0000:0000:0000:0001',
  '2001:DB8:77:20::1',
  '2600:1f18::a',
  'fc00::1',
  'fdab:12::5',
  'FD00:EC2::254',
  'fe80::1',
];

/** Requesters of every kind; null is anonymous. */
export const REQUESTERS: readonly (string | null)[] = [
  null,
  '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be',
  'arn:aws:iam::111122223333:user/alice',
  'arn:aws:iam::111122223333:user/team/bob',
  'arn:aws:iam::111122223333:root',
  'arn:aws:sts::111122223333:assumed-role/cleanup/cleanup-script',
  'arn:aws:sts::111122223333:assumed-role/cleanup/other-session',
  'arn:aws:sts::444455556666:assumed-role/partner-sync/nightly',
  'arn:aws:sts::111122223333:federated-user/carol',
  'AmazonS3',
  'svc:s3.amazonaws.com',
  'delivery.logs.amazonaws.com',
];

const USER_AGENTS: readonly (string | null)[] = [
  null,
  'aws-cli/2.22.33 md/awscrt#0.23.4',
  'Boto3/1.35.90 md/Botocore#1.35.90',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0',
  'curl/8.5.0',
];
const REFERERS: readonly (readonly [string | null, string | null])[] = [
  [null, null],
  [null, null],
  ['https://www.acme.example/', 'www.acme.example'],
  ['https://free-wallpapers.example/gallery?page=2', 'free-wallpapers.example'],
  ['http://notacme.example/', 'notacme.example'],
];

/** The words of a corpus. */
export interface Words {
  readonly keys: readonly string[];
  readonly userAgents: readonly (string | null)[];
  readonly referers: readonly (readonly [string | null, string | null])[];
}

/** Makes the words: `keyCount` plain keys, and with `hostile` every hostile text too. */
export function makeWords(random: Random, keyCount: number, hostile: boolean): Words {
  const plain = Array.from({ length: keyCount }, (_, i) => {
    const folder = random.pick(['media', 'media/2026', 'reports', 'tmp']);
    return `${folder}/${random.text(6, 'abcdefghij')}${random.chance(0.2) ? ' ' : '-'}${i}.${random.pick(['jpg', 'csv'])}`;
  });
  return {
    keys: hostile ? [...plain, ...HOSTILE_KEYS] : plain,
    userAgents: hostile ? [...USER_AGENTS, ...HOSTILE_USER_AGENTS] : USER_AGENTS,
    referers: hostile ? [...REFERERS, ...HOSTILE_REFERERS] : REFERERS,
  };
}
