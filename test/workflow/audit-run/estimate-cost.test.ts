import { estimateCost, renderCost } from '../../../lib/workflow/audit-run/estimate-cost';

test('a million copied objects of a terabyte, and three queries', () => {
  expect(estimateCost(1_000_000, 1e12, 3, 1_000_000)).toEqual({ copy: 6.25, scan: 15, requests: expect.closeTo(1.2) });
});

test.each([
  [
    1_000_000,
    1e12,
    3,
    1_000_000,
    'about 22.45 USD: 6.25 to copy 1,000,000 objects (plus their storage for some days), 15.00 to scan 1.0 TB in each of 3 queries, 1.20 for the requests of the queries',
  ],
  [
    20,
    181_113,
    2,
    20,
    'about 0.25 USD: 0.25 to copy 20 objects (plus their storage for some days), less than 0.01 to scan 181 KB in each of 2 queries',
  ],
  [1, 10, 2, 0, 'less than 0.01 USD: less than 0.01 to scan 10 bytes in each of 2 queries'],
  [
    50_000_000,
    2e13,
    22,
    0,
    'about 2640 USD: 2200 to scan 20 TB in each of 22 queries, 440 for the requests of the queries',
  ],
])('%i objects of %i bytes, %i queries, copied %s: %s', (objects, bytes, queries, copied, text) => {
  expect(renderCost(objects, bytes, queries, copied)).toBe(text);
});
