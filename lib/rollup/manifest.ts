import { ROLLUP_FORMATS } from '../log-types/access-logs/rollup-name';
import { AuditError } from '../shared/errors';
import { parseJson } from '../shared/parse-json';
import { PackedRows } from './packed-rows';
import { compareSegments, type Segment, SegmentList, type WrittenSegment } from './segment-list';

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
  readonly segments: SegmentList;
}

const VERSION = 1;

/** A manifest as it is written. */
interface WrittenManifest extends Omit<Manifest, 'segments'> {
  readonly version: typeof VERSION;
  readonly segments: PackedRows<WrittenSegment>;
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
  segments: (value) => value instanceof PackedRows && value.every(isWrittenSegment),
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

const BEFORE_SEGMENTS = '"segments":[';
const BETWEEN_LINES = Buffer.from(',\n');
const BEHIND_SEGMENTS = Buffer.from('\n]}\n');

/** The manifest as JSON, in pieces. */
export function* renderManifest({ segments, ...head }: Manifest): Generator<Buffer> {
  const start = JSON.stringify({ version: VERSION, ...head }).slice(0, -1);
  yield Buffer.from(`${start},${BEFORE_SEGMENTS}\n`);
  let isFirst = true;
  for (const line of segments.lines()) {
    if (!isFirst) yield BETWEEN_LINES;
    yield line;
    isFirst = false;
  }
  yield BEHIND_SEGMENTS;
}

/** @throws AuditError when it is none that this version understands */
export function parseManifest(content: Buffer, address: string): Manifest {
  const written = parseMembers(content);
  const problem = problemOf(written);
  if (problem !== undefined) {
    throw new AuditError(
      'ROLLUP_REFUSED',
      `${address} is no manifest of a rollup that this version understands: ${problem}`,
    );
  }
  const { version: _, segments, ...head } = written as WrittenManifest;
  const manifest = { ...head, segments: new SegmentList(segments) };
  requireSound(manifest, address);
  return manifest;
}

/** Members of a manifest; its segments stay packed as they are, as long as nobody has written it otherwise. */
function parseMembers(content: Buffer): unknown {
  const start = content.indexOf('\n');
  const head = content.toString('utf8', 0, start);
  if (head.endsWith(BEFORE_SEGMENTS) && content.subarray(-BEHIND_SEGMENTS.length).equals(BEHIND_SEGMENTS)) {
    const segments = new PackedRows(content.subarray(start + 1, -BEHIND_SEGMENTS.length));
    return Object.assign(parseJson(`${head}]}`) ?? {}, { segments });
  }
  const members = parseJson(content.toString());
  const { segments } = (members ?? {}) as { readonly segments?: unknown };
  return Array.isArray(segments) ? { ...(members as object), segments: PackedRows.of(segments) } : members;
}

/** Lines would be mixed up if the segments did not make up the content. */
function requireSound({ segments, lines, bytes }: Manifest, address: string): void {
  let before: Segment | undefined;
  let isOrdered = true;
  const sum = { lines: 0, bytes: 0 };
  for (const segment of segments) {
    isOrdered &&= before === undefined || compareSegments(before, segment) < 0;
    sum.lines += segment.lines;
    sum.bytes += segment.bytes;
    before = segment;
  }
  if (!isOrdered || sum.lines !== lines || sum.bytes !== bytes) {
    throw new AuditError('ROLLUP_REFUSED', `${address} contradicts itself: somebody has changed it`);
  }
}
