import { CfnRule, Fn, type ICfnRuleConditionExpression } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { analysesOfLogTypes } from './parameters';
import type { StackParameters } from './stack-parameters';

/** Refuses combinations of parameters that no run could make sense of, before anything is made. */
export function addParameterRules(scope: Construct, parameters: StackParameters): void {
  const value = (name: Parameters<StackParameters['of']>[0]) => parameters.of(name).valueAsString;
  const empty = (name: Parameters<StackParameters['of']>[0]) => Fn.conditionEquals(value(name), '');
  const given = (name: Parameters<StackParameters['of']>[0]) => Fn.conditionNot(empty(name));
  const rule = (id: string, ifTrue: ICfnRuleConditionExpression | undefined, ...assertions: Assertion[]) =>
    new CfnRule(scope, id, {
      ...(ifTrue ? { ruleCondition: ifTrue } : {}),
      assertions: assertions.map(([assert, assertDescription]) => ({ assert, assertDescription })),
    });

  rule('AccessLogsNeedSourceBuckets', Fn.conditionEquals(value('LogType'), 'S3AccessLogs'), [
    given('SourceBuckets'),
    'S3 server access logs need SourceBuckets: the buckets under audit.',
  ]);
  for (const [logType, analyses] of Object.entries(analysesOfLogTypes())) {
    rule(`AnalysesOf${logType}`, Fn.conditionEquals(value('LogType'), logType), [
      Fn.conditionEachMemberIn(parameters.of('Analyses').valueAsList, ['all', ...analyses]),
      `Analyses holds a name that is none for ${logType}; there are: all, ${analyses.join(', ')}.`,
    ]);
  }
  rule('ScheduleNeedsLookback', given('ScheduleExpression'), [
    given('Lookback'),
    'A schedule needs Lookback: the length of time that each run audits.',
  ]);
  rule('LookbackOrDates', given('Lookback'), [
    Fn.conditionAnd(empty('From'), empty('To')),
    'Give From and To, or Lookback, but not both.',
  ]);
  rule('RunOnDeployNeedsTime', Fn.conditionEquals(value('RunOnDeploy'), 'Yes'), [
    Fn.conditionOr(given('From'), given('Lookback')),
    'A run on deployment needs From (and To), or Lookback: the time to audit.',
  ]);
  rule('RollupOfAccessLogs', given('RollupSchedule'), [
    Fn.conditionEquals(value('LogType'), 'S3AccessLogs'),
    'Only S3 server access logs are rolled up: AWS merges CloudTrail by itself, and its digests hold for its own objects only.',
  ]);
}

type Assertion = readonly [ICfnRuleConditionExpression, string];
