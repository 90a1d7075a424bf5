import { requireOfOneObject } from '../../lib/log-store/object-failure';
import { AuditError } from '../../lib/shared/errors';

const denied = new AuditError('LOGS_DENIED', 'you may not read it');

test.each([
  ['the first one, while nothing is known of others', 0, 0],
  ['one of many, after others could be had', 1, 1000],
])('a failure of one object is its own: %s', (_, succeeded, failed) => {
  expect(requireOfOneObject(denied, succeeded, failed)).toBe(denied);
});

test.each([
  ['when many have failed and none could be had', denied, 0, 20],
  ['for a reason that concerns all', new AuditError('DISK_TOO_SMALL', 'the disk is full'), 5, 0],
  ['for what is no failure of ours', new TypeError('a bug'), 5, 0],
])('fails %s', (_, error, succeeded, failed) => {
  expect(() => requireOfOneObject(error, succeeded, failed)).toThrow(error);
});
