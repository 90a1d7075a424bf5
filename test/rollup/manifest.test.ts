import { type Manifest, parseManifest, renderManifest } from '../../lib/rollup/manifest';
import { type Segment, SegmentList } from '../../lib/rollup/segment-list';

const SEGMENTS: readonly Segment[] = [
  { key: 'a', identity: 'e1', sourceBytes: 10, lines: 1, bytes: 10, version: 'e1' },
  { key: 'b', identity: 'e2', sourceBytes: 19, lines: 2, bytes: 20, version: 'v2' },
];
const MANIFEST: Manifest = {
  output: 'logs/2026-02-03.rollup.log',
  format: 'log',
  sha256: '0'.repeat(64),
  lines: 3,
  bytes: 30,
  storedBytes: 30,
  segments: listOf(SEGMENTS),
};
const written = (changes: object = {}) => ({ ...JSON.parse(render(MANIFEST).toString()), ...changes });
const parse = (value: unknown) => parseManifest(Buffer.from(JSON.stringify(value)), 's3://logs/_m');

const render = (manifest: Manifest) => Buffer.concat([...renderManifest(manifest)]);
const unpacked = (manifest: Manifest) => ({ ...manifest, segments: [...manifest.segments] });

function listOf(segments: readonly Segment[]): SegmentList {
  const list = new SegmentList();
  for (const segment of segments) list.add(segment);
  return list;
}

test('a manifest that was written is read as it was, also when somebody has formatted it', () => {
  for (const content of [render(MANIFEST), Buffer.from(JSON.stringify(written(), null, 2))])
    expect(unpacked(parseManifest(content, 'x'))).toEqual({ ...MANIFEST, segments: SEGMENTS });
});

test.each([0, 1, 255, 256, 257, 1000])('a manifest of %i sources is read as it was', (count) => {
  const segments = Array.from({ length: count }, (_, index) => ({
    ...(SEGMENTS[0] as Segment),
    key: `${String(index).padStart(4, '0')}],[\n\u00e9"`,
  }));
  const manifest = { ...MANIFEST, lines: count, bytes: 10 * count, segments: listOf(segments) };
  expect(unpacked(parseManifest(render(manifest), 'x'))).toEqual({ ...manifest, segments });
});

test.each<[string, unknown, string]>([
  ['no object', 'text', 'no JSON object'],
  ['null', null, 'no JSON object'],
  ['a list', [], 'its version'],
  ['another version', written({ version: 2 }), 'its version'],
  ['a member more', written({ more: 1 }), "a member 'more'"],
  ['a member less', { ...written(), lines: undefined }, 'its lines'],
  ['a format that is none', written({ format: 'zip' }), 'its format'],
  ['a digest that is none', written({ sha256: 'x' }), 'its sha256'],
  ['a count below zero', written({ storedBytes: -1 }), 'its storedBytes'],
  ['half a byte', written({ bytes: 0.5 }), 'its bytes'],
  ['segments that are none', written({ segments: {} }), 'its segments'],
  ['a segment that is too short', written({ segments: [['a', 'e1', 10, 1, 10]] }), 'its segments'],
  ['a segment with text for a number', written({ segments: [['a', 'e1', '10', 1, 10, '']] }), 'its segments'],
  ['a sum that is wrong', written({ bytes: 31 }), 'contradicts itself'],
  ['an order that is wrong', written({ segments: [...written().segments].reverse() }), 'contradicts itself'],
])('fails for %s', (_, value, told) => {
  expect(() => parse(value)).toThrow(
    expect.objectContaining({ code: 'ROLLUP_REFUSED', message: expect.stringContaining(told) }),
  );
});

test.each(['],,', '],x', '', '{}'])('fails for lines of segments that end with %j', (end) => {
  const content = Buffer.from(render(MANIFEST).toString().replace(/\]\n/, `${end}\n`));
  expect(() => parseManifest(content, 's3://logs/_m')).toThrow('its segments');
});

test('fails for what is no JSON', () => {
  expect(() => parseManifest(Buffer.from('{'), 's3://logs/_m')).toThrow('s3://logs/_m is no manifest');
});
