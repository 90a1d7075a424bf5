// Synthesizes the stack and has others judge it: cfn-lint the template, asl-validator the state machine.
// Needs Python 3 (for cfn-lint, which is installed once into a folder of the user's cache).
const { execFileSync, spawnSync } = require('node:child_process');
const { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { homedir, tmpdir } = require('node:os');
const { join } = require('node:path');
const validateStates = require('asl-validator');

const REPOSITORY = join(__dirname, '..');
const CFN_LINT = 'cfn-lint==1.58.0';
/** One Region of each partition, and one more. */
const REGIONS = ['us-east-1', 'eu-central-1', 'cn-north-1', 'us-gov-west-1'];
/** W3005: the CDK writes DependsOn also where a reference says it. */
const IGNORED = ['W3005'];

const CASES = {
  'cfn-lint: the template': () => lint({}),
  'cfn-lint: the template with results that are retained': () => lint({ retainResults: 'true' }),
  'asl-validator: the state machines': () => validateMachines(),
};

function lint(context) {
  const cfnLint = installCfnLint();
  const template = synthesize(context);
  const args = ['-t', template, '--regions', ...REGIONS, '--ignore-checks', ...IGNORED];
  return textOf(spawnSync(cfnLint, args, { encoding: 'utf8' }));
}

function validateMachines() {
  const { Resources } = JSON.parse(readFileSync(synthesize({}), 'utf8'));
  const machines = Object.values(Resources).filter(({ Type }) => Type === 'AWS::StepFunctions::StateMachine');
  return machines.map(({ Properties }) => complaintOf(Properties.DefinitionString)).join('');
}

function complaintOf(text) {
  const definition = text.replaceAll(/\$\{(\w+)\}/g, (_, name) =>
    name === 'LambdaInvokeArn'
      ? 'arn:aws:states:::lambda:invoke'
      : `arn:aws:lambda:eu-west-1:111122223333:function:${name}`,
  );
  const { isValid, errorsText } = validateStates(JSON.parse(definition));
  return isValid ? '' : errorsText();
}

function synthesize(context) {
  const flags = Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const folder = join(work, Object.values(context).join('-') || 'plain');
  const cdk = join(REPOSITORY, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  if (!existsSync(folder)) {
    execFileSync(process.execPath, [cdk, 'synth', '--quiet', '--output', folder, ...flags], {
      cwd: REPOSITORY,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  return join(folder, 'S3LogAudit.template.json');
}

function installCfnLint() {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(cache, 's3-log-audit', CFN_LINT.replace('==', '-'));
  const executable = join(folder, 'bin', 'cfn-lint');
  if (existsSync(executable)) return executable;
  mkdirSync(join(cache, 's3-log-audit'), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  const made = textOf(spawnSync('python3', ['-m', 'venv', folder], { encoding: 'utf8' }));
  if (made) throw new Error(`cfn-lint needs Python 3 with venv: ${made}`);
  const installed = textOf(
    spawnSync(join(folder, 'bin', 'pip'), ['install', '--quiet', CFN_LINT], { encoding: 'utf8' }),
  );
  if (installed) throw new Error(`${CFN_LINT} can't be installed: ${installed}`);
  return executable;
}

/** What a process said when it failed. */
function textOf({ status, error, stdout, stderr }) {
  return status === 0 ? '' : (error?.message ?? (`${stdout}${stderr}`.trim() || `exit code ${status}`));
}

const work = mkdtempSync(join(tmpdir(), 'check-template-'));
const counts = { passed: 0, failed: 0 };
for (const [title, check] of Object.entries(CASES)) {
  let complaint;
  try {
    complaint = check();
  } catch (error) {
    complaint = error.message;
  }
  counts[complaint ? 'failed' : 'passed']++;
  console.log(complaint ? `✕ ${title}\n${complaint}` : `✓ ${title}`);
}
rmSync(work, { recursive: true });
const { TEST_COUNTS_DIR } = process.env;
if (TEST_COUNTS_DIR) writeFileSync(join(TEST_COUNTS_DIR, 'check-template.json'), JSON.stringify(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;
