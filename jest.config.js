// the same as in bin/s3-log-audit.ts, for tests that load the AWS SDK themselves
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // these need a Trino server (npm run test:athena) and a browser (npm run test:browser)
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/athena/', '<rootDir>/test/browser/'],
  testTimeout: 60_000,
  // by default jest leaves a processor alone, which is half of a small machine
  maxWorkers: '100%',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  reporters: ['default', '<rootDir>/test/helpers/count-reporter.js'],
};
