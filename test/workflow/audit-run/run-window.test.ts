import { DAY_MS } from '../../../lib/shared/utc-dates';
import { resolveWindow } from '../../../lib/workflow/audit-run/run-window';
import { settingsOf, trailSettingsOf } from '../../helpers/audit-settings';
import { failureOf } from '../../helpers/failure-of';

const now = new Date('2026-03-01T12:34:56Z');
const scheduled = { FROM: '', TO: '', LOOKBACK: '1d', SCHEDULE_EXPRESSION: 'rate(1 day)' };

test('a window of the input stands for all that the stack says about time', () => {
  const window = resolveWindow({ from: '2026-02-20' }, settingsOf(), now);
  expect(window).toEqual({ from: new Date('2026-02-20T00:00:00Z'), to: now });
  expect(resolveWindow({ lookback: '24h' }, settingsOf(), now).from).toEqual(new Date('2026-02-28T12:34:56Z'));
  expect(resolveWindow({ from: '2026-02-20' }, settingsOf(scheduled), now).from).toEqual(
    new Date('2026-02-20T00:00:00Z'),
  );
});

test('a stack with a lookback audits the time before now', () => {
  expect(resolveWindow({}, settingsOf({ ...scheduled, LOOKBACK: '7d' }), now)).toEqual({
    from: new Date('2026-02-22T12:34:56Z'),
    to: now,
  });
});

test('windows of consecutive scheduled runs touch, and end when the logs are complete', () => {
  const settings = settingsOf(scheduled);
  const windows = [0, 1, 2].map((day) => {
    const scheduledTime = new Date(Date.parse('2026-03-01T06:00:00Z') + day * DAY_MS).toISOString();
    // runs begin late, each by another delay
    const started = new Date(Date.parse(scheduledTime) + day * 1_234_567);
    return resolveWindow({ scheduledTime }, settings, started);
  });
  expect(windows[0]).toEqual({ from: new Date('2026-02-27T06:00:00Z'), to: new Date('2026-02-28T06:00:00Z') });
  expect(windows[1]?.from).toEqual(windows[0]?.to);
  expect(windows[2]?.from).toEqual(windows[1]?.to);
});

test.each([
  [settingsOf({ ...scheduled, SCHEDULE_LAG: '6h' }), '2026-02-28T18:00:00.000Z'],
  [settingsOf(scheduled), '2026-02-28T00:00:00.000Z'],
  [trailSettingsOf(scheduled), '2026-02-28T23:00:00.000Z'],
])('a scheduled window ends the lag before its time: %#', (settings, end) => {
  expect(resolveWindow({ scheduledTime: '2026-03-01T00:00:00Z' }, settings, now).to.toISOString()).toBe(end);
});

test.each([
  [{ scheduledTime: 'tomorrow' }, scheduled, 'scheduledTime is not a date-time'],
  [{ scheduledTime: '2026-03-01T00:00:00Z', from: '2026-02-01' }, scheduled, 'scheduledTime and from exclude'],
  [{ scheduledTime: '2026-03-01T00:00:00Z' }, {}, 'a scheduled run needs lookback'],
  [{}, { FROM: '', TO: '' }, 'nothing says from when on to audit; give from'],
])('fails on %j', (wishes, more, message) => {
  expect(failureOf(() => resolveWindow(wishes, settingsOf(more), now)).message).toContain(message);
});
