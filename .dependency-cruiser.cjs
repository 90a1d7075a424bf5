// The layers of docs/architecture.md as rules. Folders that don't exist yet are already bound by them.
const cdk =
  '(^|/)node_modules/(aws-cdk-lib|constructs|cdk-nag|@aws-cdk)(/|$)|^(aws-cdk-lib|constructs|cdk-nag|@aws-cdk)(/|$)';
const awsSdk = '(^|/)node_modules/(@aws-sdk|@smithy)/|^(@aws-sdk|@smithy)/';
const duckdb = '(^|/)node_modules/@duckdb/|^@duckdb/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'modules that need each other belong in one file, or need a third',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'cdk-only-in-infra',
      comment: 'only lib/infra and bin/app.ts know the CDK',
      severity: 'error',
      from: { pathNot: '^(lib/infra/|bin/app\\.ts$|test/)' },
      to: { path: cdk },
    },
    {
      name: 'infra-is-for-deploying',
      comment: 'code that runs (Lambda functions, command line) must not load constructs',
      severity: 'error',
      from: { path: '^(lambda/|lib/cli/)' },
      to: { path: '^lib/infra/' },
    },
    {
      name: 'brain-knows-no-engine',
      comment: 'report, analyses and log types serve every engine',
      severity: 'error',
      from: { path: '^lib/(report|analyses|log-types)/' },
      to: { path: `^lib/engines/|${duckdb}|${awsSdk}` },
    },
    {
      name: 'engines-apart',
      comment: 'one engine must not lean on another; what they share is in lib/engines itself',
      severity: 'error',
      from: { path: '^lib/engines/([^/]+)/' },
      to: { path: '^lib/engines/[^/]+/', pathNot: '^lib/engines/$1/' },
    },
    {
      name: 'duckdb-only-in-its-engine',
      comment: 'everything else talks to lib/engines/query-engine.ts',
      severity: 'error',
      from: { path: '^(bin|lib|lambda)/', pathNot: '^lib/(engines/duckdb|rollup)/' },
      to: { path: duckdb },
    },
    {
      name: 'shared-knows-nothing',
      comment: 'errors, dates and sizes know neither logs nor AWS',
      severity: 'error',
      from: { path: '^lib/shared/' },
      to: { path: `^lib/(?!shared/)|${awsSdk}|${duckdb}` },
    },
    {
      name: 'library-below-cli',
      comment: 'the command line is a thin shell over the library, never the reverse',
      severity: 'error',
      from: { path: '^(lib|lambda)/', pathNot: '^lib/cli/' },
      to: { path: '^(lib/cli|bin)/' },
    },
    {
      name: 'library-below-lambda',
      comment: 'handlers call the library; only lib/infra names them, by path',
      severity: 'error',
      from: { path: '^(lib|bin)/' },
      to: { path: '^lambda/' },
    },
    {
      name: 'product-without-tests',
      comment: 'what is published must not need what is not',
      severity: 'error',
      from: { path: '^(bin|lib|lambda)/' },
      to: { path: '^test/' },
    },
    {
      name: 'product-without-dev-dependencies',
      comment: 'a package used at run time belongs in dependencies',
      severity: 'error',
      from: { path: '^(bin|lib|lambda)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm-peer'] },
    },
    {
      name: 'resolvable',
      comment: 'the module is not there, or its package is not in package.json',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: '^test/(golden|.*/fixtures)/',
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      conditionNames: ['require', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
