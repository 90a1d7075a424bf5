import fc from 'fast-check';
import { UsageError } from '../../lib/shared/errors';
import { DAY_MS, formatInstant, HOUR_MS, MINUTE_MS, parseDuration, parseWindow } from '../../lib/shared/utc-dates';
import { failureOf } from '../helpers/failure-of';

const NOW = new Date('2026-02-06T12:30:00Z');

describe('durations', () => {
  test.each([
    ['30m', 30 * MINUTE_MS],
    ['24h', DAY_MS],
    ['2d', 2 * DAY_MS],
    ['1w', 7 * DAY_MS],
    ['0d', 0],
  ])('%s lasts %d ms', (text, expected) => {
    expect(parseDuration(text, '--padding')).toBe(expected);
  });

  test.each(['', '2', 'd', '2 d', '-2d', '1.5h', '2y', '1000000d'])('fails on %j', (text) => {
    expect(failureOf(() => parseDuration(text, '--padding'))).toEqual({
      name: 'UsageError',
      code: 'INVALID_DURATION',
      message: `--padding is not a duration, got '${text}'; allowed are for example 30m, 24h, 2d, 1w`,
    });
  });
});

describe('windows', () => {
  test.each([
    ['2026-02-04', '2026-02-04T00:00:00Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
    ['2026-02-04T10:15Z', '2026-02-04T10:15:00Z'],
    ['2026-02-04T10:15:20', '2026-02-04T10:15:20Z'],
    ['2026-02-04 10:15:20', '2026-02-04T10:15:20Z'],
    ['2026-02-04T10:15:20.5Z', '2026-02-04T10:15:20.500Z'],
    ['2026-02-04T01:15:20+02:00', '2026-02-03T23:15:20Z'],
    ['2026-02-04T23:15:20-0130', '2026-02-05T00:45:20Z'],
    ['7d', '2026-01-30T12:30:00Z'],
    ['24h', '2026-02-05T12:30:00Z'],
  ])('begin at --from %s', (text, expected) => {
    expect(formatInstant(parseWindow(text, undefined, NOW).from as Date)).toBe(expected);
  });

  test.each([
    ['2026-02-04', '2026-02-05T00:00:00Z'],
    ['2026-02-28', '2026-03-01T00:00:00Z'],
    ['2026-02-04T00:00:00Z', '2026-02-04T00:00:00Z'],
    ['1h', '2026-02-06T11:30:00Z'],
  ])('end before --to %s, or after that day', (text, expected) => {
    expect(formatInstant(parseWindow(undefined, text, NOW).to as Date)).toBe(expected);
  });

  test('are open where no end is given', () => {
    expect(parseWindow(undefined, undefined, NOW)).toEqual({});
  });

  test('hold one day when both ends are the same date', () => {
    const { from, to } = parseWindow('2026-02-04', '2026-02-04', NOW);
    expect(Number(to) - Number(from)).toBe(DAY_MS);
  });

  test.each([
    ['2026-02-05', '2026-02-04'],
    ['2026-02-04T10:00:00Z', '2026-02-04T10:00:00Z'],
    ['1h', '24h'],
  ])('fail when --from %s is not before --to %s', (from, to) => {
    expect(failureOf(() => parseWindow(from, to, NOW))).toEqual({
      name: 'UsageError',
      code: 'EMPTY_WINDOW',
      message: `--from must be before --to, got --from ${from} and --to ${to}`,
    });
  });

  test.each([
    'yesterday',
    '2026-2-4',
    '04/02/2026',
    '2026-02-04T10Z',
    '2026-02-04T10:00:00+24:00',
    '2026-02-04T10:00:00+02:60',
    '2026-02-04T10:15:20 UTC',
    '',
    '7 d',
    '2026-02',
  ])('fail on %j, which is no date', (text) => {
    const { code, message } = failureOf(() => parseWindow(undefined, text, NOW));
    expect(code).toBe('INVALID_DATE');
    expect(message).toMatch(`--to is not a date, got '${text}'; allowed are a date (2026-02-28), a date-time in UTC`);
  });

  test.each([
    '2026-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '0026-01-01',
    '2026-02-04T24:00:00Z',
    '2026-02-04T10:60:00Z',
    '2026-02-04T10:00:60Z',
    '2026-02-04T23:59:60Z',
  ])('fail on %s, which does not exist', (text) => {
    const { code, message } = failureOf(() => parseWindow(text, undefined, NOW));
    expect(code).toBe('INVALID_DATE');
    expect(message).toMatch(`--from is a date that does not exist, got '${text}'; allowed are`);
  });

  test('take exactly the dates of the calendar', () => {
    const days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    const two = (number: number): string => String(number).padStart(2, '0');
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 2999 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 32 }),
        (year, month, day) => {
          const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
          const length = (days[month - 1] ?? 0) + (leap && month === 2 ? 1 : 0);
          const text = `${year}-${two(month)}-${two(day)}`;
          const parse = () => formatInstant(parseWindow(text, undefined, NOW).from as Date);
          if (day >= 1 && day <= length) expect(parse()).toBe(`${text}T00:00:00Z`);
          else expect(parse).toThrow(UsageError);
        },
      ),
    );
  });

  test('read back every instant that is printed', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1970-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }),
        (instant) => {
          expect(parseWindow(formatInstant(instant), undefined, NOW).from).toEqual(instant);
        },
      ),
    );
  });
});

test('prints instants in UTC, with milliseconds only when there are some', () => {
  expect(formatInstant(new Date(Date.UTC(2026, 1, 4) + HOUR_MS))).toBe('2026-02-04T01:00:00Z');
  expect(formatInstant(new Date(Date.UTC(2026, 1, 4) + 5))).toBe('2026-02-04T00:00:00.005Z');
});
