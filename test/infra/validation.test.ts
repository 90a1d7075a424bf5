import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AuditStack } from '../../lib/infra/audit-stack';
import { bundleFunctions, deployedContext } from '../helpers/synthesized-stack';

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly Violation[];
    readonly suppressedViolations: readonly (Violation & { readonly reason: string })[];
  }[];
}

interface Violation {
  readonly ruleName: string;
  readonly severity: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}

bundleFunctions();

/** What cdk-nag's pack for AWS Solutions and the CDK's own rules say of the stack. */
function validate(): Report {
  const outdir = mkdtempSync(join(tmpdir(), 'validation-'));
  const app = new App({ outdir, context: { ...deployedContext() }, builtinCloudFormationValidation: true });
  new AuditStack(app, 'S3LogAudit');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  try {
    app.synth();
  } catch (error) {
    if (!/validation failed/i.test(String(error))) throw error;
  }
  const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  rmSync(outdir, { recursive: true });
  return report;
}

const { pluginReports } = validate();

test('both sets of rules were applied', () => {
  expect(pluginReports.map(({ pluginName }) => pluginName).sort()).toEqual(['AwsSolutions', 'CloudFormation Validate']);
});

test('nothing is wrong that is not acknowledged', () => {
  const findings = pluginReports.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    ),
  );
  expect(findings).toEqual([]);
});

test('whatever is acknowledged has a reason, and is one of few kinds', () => {
  const acknowledged = pluginReports.flatMap(({ suppressedViolations }) => suppressedViolations);
  for (const { reason } of acknowledged) expect(reason.length).toBeGreaterThan(30);
  const kinds = new Set(acknowledged.map(({ ruleName }) => ruleName.replace(/\[.*/, '')));
  expect([...kinds].sort()).toEqual(['AwsSolutions-IAM5', 'AwsSolutions-S1', 'W1030']);
});
