const { testPathIgnorePatterns, ...base } = require('./jest.config');

/**
 * The tests that run on Trino, the engine that Athena is made of.
 * @type {import('jest').Config}
 */
module.exports = {
  ...base,
  roots: ['<rootDir>/test/athena'],
  testTimeout: 300_000,
  globalSetup: '<rootDir>/test/athena/global-setup.ts',
  globalTeardown: '<rootDir>/test/athena/global-teardown.ts',
  // Trino takes both cores of a small machine
  maxWorkers: 1,
};
