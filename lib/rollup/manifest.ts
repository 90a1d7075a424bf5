import { ROLLUP_FORMATS } from '../log-types/access-logs/rollup-name';
import { AuditError } from '../shared/errors';
import { parseJson } from '../shared/parse-json';

/** A source in a rollup: its key and what it is known by, its size, and its lines and bytes in the rollup. */
export interface Segment {
  readonly key: string;
  readonly identity: string;
  readonly sourceBytes: number;
  readonly lines: number;
  /** In the content, that is, before compression. */
  readonly bytes: number;
  /** What the source's version was; with the same one it need not be read to be recognized. */
  readonly version: string;
}

/** What is in a rollup. Each has one, written before it and never changed. */
export interface Manifest {
  readonly output: string;
  readonly format: (typeof ROLLUP_FORMATS)[number];
  /** Of the content before compression, in hexadecimal. */
  readonly sha256: string;
  readonly lines: number;
  readonly bytes: number;
  /** Size of the object or file. */
  readonly storedBytes: number;
  /** In the order of the content: by key, then by identity. */
  readonly segments: readonly Segment[];
}

const VERSION = 1;

/** A manifest as it is written. */
interface WrittenManifest extends Omit<Manifest, 'segments'> {
  readonly version: typeof VERSION;
  readonly segments: readonly (readonly [string, string, number, number, number, string])[];
}

const isText = (value: unknown) => typeof value === 'string';
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const SEGMENT = [isText, isText, isCount, isCount, isCount, isText];

/** By hand: a library for it takes longer to load than some hundred logs to merge, and is larger than all else in a function. */
const MEMBERS: Readonly<Record<keyof WrittenManifest, (value: unknown) => boolean>> = {
  version: (value) => value === VERSION,
  output: isText,
  format: (value) => ROLLUP_FORMATS.some((format) => format === value),
  sha256: (value) => isText(value) && /^[0-9a-f]{64}$/.test(value as string),
  lines: isCount,
  bytes: isCount,
  storedBytes: isCount,
  segments: (value) => Array.isArray(value) && value.every(isWrittenSegment),
};

function isWrittenSegment(value: unknown): boolean {
  return Array.isArray(value) && value.length === SEGMENT.length && SEGMENT.every((test, at) => test(value[at]));
}

/** What is wrong with a manifest; undefined for none. */
function problemOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'it is no JSON object';
  const unknown = Object.keys(value).find((name) => !(name in MEMBERS));
  if (unknown !== undefined) return `it has a member '${unknown}'`;
  const wrong = Object.entries(MEMBERS).find(([name, test]) => !test((value as Record<string, unknown>)[name]));
  return wrong && `its ${wrong[0]} can't be`;
}

/** The manifest as JSON, with a line for each source: key, identity, size, lines, bytes in the content, version. */
export function renderManifest({ segments, ...head }: Manifest): Buffer {
  const start = JSON.stringify({ version: VERSION, ...head }).slice(0, -1);
  const rows = segments.map((segment) =>
    JSON.stringify([
      segment.key,
      segment.identity,
      segment.sourceBytes,
      segment.lines,
      segment.bytes,
      // what is known by its version needs it once
      segment.version === segment.identity ? '' : segment.version,
    ]),
  );
  return Buffer.from(`${start},"segments":[\n${rows.join(',\n')}\n]}\n`);
}

/** @throws AuditError when it is none that this version understands */
export function parseManifest(content: Buffer, address: string): Manifest {
  const written = parseJson(content.toString());
  const problem = problemOf(written);
  if (problem !== undefined) {
    throw new AuditError(
      'ROLLUP_REFUSED',
      `${address} is no manifest of a rollup that this version understands: ${problem}`,
    );
  }
  const { version: _, segments, ...head } = written as WrittenManifest;
  const manifest = {
    ...head,
    segments: segments.map(([key, identity, sourceBytes, lines, bytes, version]) => ({
      key,
      identity,
      sourceBytes,
      lines,
      bytes,
      version: version === '' ? identity : version,
    })),
  };
  requireSound(manifest, address);
  return manifest;
}

/** The order of segments in the content. */
export function compareSegments(a: Pick<Segment, 'key' | 'identity'>, b: Pick<Segment, 'key' | 'identity'>): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  if (a.identity === b.identity) return 0;
  return a.identity < b.identity ? -1 : 1;
}

/** Lines would be mixed up if the segments did not make up the content. */
function requireSound({ segments, lines, bytes }: Manifest, address: string): void {
  const isSum =
    segments.reduce((sum, segment) => sum + segment.bytes, 0) === bytes &&
    segments.reduce((sum, segment) => sum + segment.lines, 0) === lines;
  const isOrdered = segments.every((segment, index) => {
    const before = segments[index - 1];
    return before === undefined || compareSegments(before, segment) < 0;
  });
  if (!isSum || !isOrdered) {
    throw new AuditError('ROLLUP_REFUSED', `${address} contradicts itself: somebody has changed it`);
  }
}
