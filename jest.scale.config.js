const { testMatch: _, ...base } = require('./jest.config');

/**
 * The test of scale with a million logs, which takes minutes.
 * @type {import('jest').Config}
 */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/cloud/scale.test.ts'],
  testTimeout: 1_800_000,
  globals: { logsAtScale: 999_000 },
};
