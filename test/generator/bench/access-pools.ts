import { encodeOnce, encodeTwice } from '../key-encoding';
import { type Random, randomHostId } from '../random';

/** An object of the benchmark corpus with its spellings in the log. */
export interface BenchKey {
  readonly once: string;
  readonly twice: string;
  readonly size: number;
}

/** Everything that lines choose from, made once. */
export interface AccessPools {
  readonly keys: readonly BenchKey[];
  readonly ips: readonly string[];
  readonly userAgents: readonly string[];
  readonly requesters: readonly string[];
  readonly hostIdHalves: readonly string[];
  readonly referers: readonly string[];
  readonly versionIds: readonly string[];
}

const FOLDERS = [
  'media',
  'renditions',
  'thumbnails',
  'exports',
  'backups/nightly',
  'raw uploads',
  'datasets/year=2026',
];
const EXTENSIONS = ['jpg', 'png', 'mp4', 'parquet', 'json.gz', 'csv', 'pdf', 'webp'];
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const WORDS = ['Winter', 'café', '漢字', 'a+b', '100%', 'final', 'copy'];

/** Makes the pools: about 200,000 keys, 5,000 addresses, 300 user agents and 200 requesters. */
export function makeAccessPools(random: Random): AccessPools {
  const list = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
  return {
    keys: list(200_000, (i) => makeKey(random, i)),
    ips: list(5_000, (i) => makeIp(random, i)),
    userAgents: list(300, (i) => makeUserAgent(random, i)),
    requesters: list(200, (i) => makeRequester(random, i)),
    hostIdHalves: list(4_096, () => randomHostId(random).slice(0, 37)),
    referers: list(400, (i) => makeReferer(random, i)),
    versionIds: list(4_096, () => random.text(32, `${LETTERS}0123456789._`)),
  };
}

function makeKey(random: Random, index: number): BenchKey {
  const word = random.chance(0.04) ? `${random.pick(WORDS)} ` : '';
  const owner = random.text(random.between(4, 28), LETTERS);
  const day = `2025/${String(random.between(1, 12)).padStart(2, '0')}/${String(random.between(1, 28)).padStart(2, '0')}`;
  const key = `${random.pick(FOLDERS)}/${day}/${owner}/${word}${index.toString(36).padStart(6, '0')}-${random.hex(4)}.${random.pick(EXTENSIONS)}`;
  return { once: encodeOnce(key), twice: encodeTwice(key), size: Math.floor(1000 * 10 ** (random.next() * 4)) };
}

function makeIp(random: Random, index: number): string {
  if (index % 10 === 0) return `10.${random.below(256)}.${random.below(256)}.${random.below(256)}`;
  if (index % 25 === 1) return `2001:db8:${random.below(65536).toString(16)}::${(index + 1).toString(16)}`;
  // RFC 2544 keeps 198.18.0.0/15 for benchmarks.
  return `198.${18 + (index % 2)}.${random.below(256)}.${random.below(256)}`;
}

function makeUserAgent(random: Random, index: number): string {
  const minor = `${random.between(1, 40)}.${random.below(20)}`;
  const kinds = [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${100 + index}.0.0.0 Safari/537.36`,
    `aws-cli/2.${minor} md/awscrt#0.23.8 ua/2.0 os/linux#6.1.${index} md/arch#x86_64 lang/python#3.12.6 md/pyimpl#CPython cfg/retry-mode#standard`,
    `Boto3/1.${minor} md/Botocore#1.${minor} ua/2.0 os/linux#5.10.${index} lang/python#3.11.9 md/pyimpl#CPython`,
    `aws-sdk-java/2.${minor} Linux/5.15.${index}-amzn OpenJDK_64-Bit_Server_VM/17.0.9+9-LTS Java/17.0.9 vendor/Amazon.com_Inc.`,
    `Mozilla/5.0 (iPhone; CPU iPhone OS 17_${index % 8} like Mac OS X) AppleWebKit/605.1.${index} (KHTML, like Gecko) Mobile/15E148`,
  ];
  return kinds[index % kinds.length] as string;
}

function makeRequester(random: Random, index: number): string {
  const account = index % 7 === 0 ? '444455556666' : '111122223333';
  const name = random.text(random.between(6, 16), LETTERS);
  if (index % 10 === 0) return random.hex(64).toLowerCase();
  if (index % 4 === 0) return `arn:aws:iam::${account}:user/${name}`;
  return `arn:aws:sts::${account}:assumed-role/${name}-service-role/i-0${random.hex(16).toLowerCase()}`;
}

function makeReferer(random: Random, index: number): string {
  if (index % 3 === 0) return `https://www.acme.example/articles/${random.text(12, LETTERS)}/${index}`;
  if (index % 3 === 1) return `https://${random.text(8, LETTERS)}.example/wallpapers?page=${index}`;
  return `https://app.acme.example/gallery/${random.text(8, LETTERS)}`;
}
