import { findingsOf } from '../../../lib/report/traffic/findings';
import type { PanelAnswer, ReportPart } from '../../../lib/report/traffic/report-data';

type Rows = readonly Readonly<Record<string, string | number | null>>[];

/** A report with these panels; a panel's columns are those of its first row. */
function partOf(panels: Readonly<Record<string, Rows>>, more: Readonly<Record<string, Partial<PanelAnswer>>> = {}) {
  const answers = Object.entries(panels).map(([id, rows]) => {
    const names = Object.keys(rows[0] ?? {});
    return {
      panel: { id, order: ['bytes_sent desc'] },
      columns: names.map((name) => ({ name, type: 'string', description: '' })),
      rows: rows.map((row) => names.map((name) => row[name] ?? null)),
      rowCount: rows.length,
      sums: {},
      ...more[id],
    };
  });
  return { sections: [{ id: 's', title: 's', panels: answers }] } as unknown as ReportPart;
}

const said = (part: ReportPart) =>
  findingsOf(part).map(({ tone, text }) => [
    tone,
    text.map((piece) => (typeof piece === 'string' ? piece : `<${piece.value}>`)).join(''),
  ]);
const summary = (values: Readonly<Record<string, number>>) => [
  { errors_5xx: 0, anonymous_requests: 0, anonymous_share: 0, bytes_sent: 0, ...values },
];

test('nothing stands out where nothing is', () => {
  expect(
    said(partOf({ summary: summary({}), deletions: [], denials: [], 'hot-links': [], 'weak-access': [] })),
  ).toEqual([]);
});

test('errors of S3 tell the hour with the most of them', () => {
  const hours = [
    { period: '2026-02-03T10:00:00Z', errors_5xx: 2 },
    { period: '2026-02-04T11:00:00Z', errors_5xx: 7 },
    { period: '2026-02-05T12:00:00Z', errors_5xx: 3 },
  ];
  expect(said(partOf({ summary: summary({ errors_5xx: 12 }), 'errors-by-hour': hours }))).toEqual([
    ['bad', '12 requests failed on the side of S3 (5xx), most of them on Wed 4 Feb 2026, 11:00–12:00 UTC'],
  ]);
});

test.each([
  [0.2, 2, ['note', 'One address, <192.0.2.7>, took 20 % of the bytes (1.0 KB)']],
  [0.199, 2, undefined],
  // it may well take all
  [1, 1, undefined],
])('an address with %d of the bytes, of %d addresses, is told from a fifth on', (share, rowCount, finding) => {
  const hogs = [{ remote_ip: '192.0.2.7', bytes_sent: 1000, share }];
  expect(said(partOf({ 'bandwidth-hogs': hogs }, { 'bandwidth-hogs': { rowCount } }))).toEqual(
    finding ? [finding] : [],
  );
});

test.each([
  [200, [['warn', 'Pages of <thief.example> made us send 200 bytes, 20 % of all bytes']]],
  [199, []],
])('a site that made us send %d of 1,000 bytes is told from a fifth on', (bytes, findings) => {
  const links = [{ referrer_host: 'thief.example', bytes_sent: bytes }];
  expect(said(partOf({ summary: summary({ bytes_sent: 1000 }), 'hot-links': links }))).toEqual(findings);
});

test('deletions of lifecycle rules are none of users', () => {
  const deletions = [
    { deleted_by: 'lifecycle', requester: null, requests: 1000 },
    { deleted_by: 'user', requester: 'alice', requests: 5 },
    { deleted_by: 'user', requester: null, requests: 2 },
  ];
  expect(said(partOf({ deletions }))).toEqual([['warn', '7 deletion requests of users, most by <alice>']]);
  expect(said(partOf({ deletions: deletions.slice(0, 1) }))).toEqual([]);
  expect(said(partOf({ deletions: deletions.slice(2) }))).toEqual([
    ['warn', '2 deletion requests of users, most by anonymous callers'],
  ]);
});

test('who is refused most may have no name', () => {
  const denials = (requester: string | null) =>
    said(partOf({ denials: [{ requester, requests: 3 }] }, { denials: { sums: { requests: 9 } } }));
  expect(denials(null)).toEqual([['warn', '9 requests refused (403), most often from anonymous callers']]);
  expect(denials('bob')).toEqual([['warn', '9 requests refused (403), most often from <bob>']]);
});

test('weak access is added up over all who use it', () => {
  const rows = [
    { weakness: 'sigv2', requester: 'a', requests: 3 },
    { weakness: 'no-tls', requester: 'a', requests: 2 },
    { weakness: 'sigv2', requester: 'b', requests: 4 },
  ];
  expect(said(partOf({ 'weak-access': rows }))).toEqual([
    ['warn', 'Weak access is still in use: sigv2 (7), no-tls (2)'],
  ]);
});

test('the gravest comes first', () => {
  const part = partOf(
    {
      summary: summary({ errors_5xx: 1, anonymous_requests: 1, anonymous_share: 0.05 }),
      'bandwidth-hogs': [{ remote_ip: '192.0.2.7', bytes_sent: 1000, share: 0.5 }],
    },
    { 'bandwidth-hogs': { rowCount: 2 } },
  );
  expect(said(part).map(([tone]) => tone)).toEqual(['bad', 'warn', 'note']);
});
