const { testPathIgnorePatterns, ...base } = require('./jest.config');

/**
 * The tests that look at a report in a real browser.
 * @type {import('jest').Config}
 */
module.exports = {
  ...base,
  roots: ['<rootDir>/test/browser'],
  testTimeout: 120_000,
  // one browser at a time is enough for a small machine
  maxWorkers: 1,
};
