import { Token } from 'aws-cdk-lib';
import { AuditError } from '../shared/errors';
import { parseWindow } from '../shared/utc-dates';
import { analysesOfLogTypes, PARAMETERS, type ParameterDefinition, type ParameterName } from './parameters';
import type { S3LogAuditProps } from './s3-log-audit-props';

/**
 * Refuses props that no run could make sense of: what the parameters of the stack refuse, and dates that don't exist.
 * A token is not known yet, so nothing is said of it.
 * @throws AuditError that names the prop
 */
export function requireSoundProps(props: S3LogAuditProps): void {
  for (const [name, value] of valuesByParameter(props)) {
    if (value !== undefined && !Token.isUnresolved(value)) requireAllowed(name, value);
  }
  requireKnownAnalyses(props);
  requireSourceBuckets(props);
  requireTime(props);
}

function valuesByParameter(props: S3LogAuditProps): readonly (readonly [ParameterName, string | number | undefined])[] {
  return [
    ['LogBucket', props.logBucket.bucketName],
    ['LogPrefix', props.logPrefix],
    ['LogType', props.logType],
    ['LogLayout', props.logLayout],
    ...(props.sourceBuckets ?? []).map((bucket) => ['SourceBuckets', bucket] as const),
    ['From', props.from],
    ['To', props.to],
    ['Lookback', props.lookback],
    ['MaxDays', props.maxDays],
    ['DeliveryPadding', props.deliveryPadding],
    ['ContactEmail', props.contactEmail],
    ['RowsInMail', props.rowsInMail],
    ['ScheduleLag', props.scheduleLag],
    ['BytesScannedLimit', props.bytesScannedLimit?.toBytes()],
    ['QueryConcurrency', props.queryConcurrency],
    ['CopyMode', props.copyMode],
  ];
}

/** @throws AuditError when the parameter of the stack would refuse the value; it names the prop */
export function requireAllowed(name: ParameterName, value: string | number, prop = propOf(name)): void {
  const definition: ParameterDefinition = PARAMETERS[name];
  const { allowedPattern, allowedValues, constraintDescription, minValue = 0, maxValue, maxLength } = definition;
  const text = String(value);
  if (allowedValues && !allowedValues.includes(text)) throw refused(prop, text, allowedValues.join(', '));
  if (allowedPattern && !new RegExp(allowedPattern).test(text)) throw refused(prop, text, `${constraintDescription}`);
  if (maxLength !== undefined && text.length > maxLength) throw refused(prop, text, `at most ${maxLength} characters`);
  if (typeof value === 'number' && (value < minValue || value > (maxValue ?? value))) {
    throw refused(prop, text, maxValue === undefined ? `${minValue} or more` : `${minValue} to ${maxValue}`);
  }
}

function requireKnownAnalyses({ analyses, logType = 'S3AccessLogs' }: S3LogAuditProps): void {
  if (analyses === undefined || Token.isUnresolved(analyses) || Token.isUnresolved(logType)) return;
  const allowed = ['all', ...analysesOfLogTypes()[logType]];
  const unknown = analyses.find((id) => !Token.isUnresolved(id) && !allowed.includes(id));
  if (unknown !== undefined) throw refused('analyses', unknown, allowed.join(', '));
  if (analyses.length === 0) throw refused('analyses', '', allowed.join(', '));
}

function requireSourceBuckets({ sourceBuckets = [], logType = 'S3AccessLogs' }: S3LogAuditProps): void {
  if (logType === 'S3AccessLogs' && sourceBuckets.length === 0) {
    throw invalid('sourceBuckets is empty: S3 server access logs need the buckets under audit');
  }
}

function requireTime({ from, to, lookback, schedule, runOnDeploy = true }: S3LogAuditProps): void {
  if (Token.isUnresolved(from) || Token.isUnresolved(to) || Token.isUnresolved(lookback)) return;
  if (lookback && (from || to)) throw invalid('give from and to, or lookback, but not both');
  if (schedule && !lookback) throw invalid('schedule needs lookback: the length of time that each run audits');
  if (runOnDeploy === true && !from && !lookback) {
    throw invalid('a run on deployment needs from (and to), or lookback; or set runOnDeploy to false');
  }
  parseWindow(from || undefined, to || undefined, new Date());
}

function propOf(name: ParameterName): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

function refused(prop: string, value: string, allowed: string): AuditError {
  return invalid(`${prop} can't be '${value}'; allowed: ${allowed}`);
}

function invalid(message: string): AuditError {
  return new AuditError('INVALID_OPTION', message);
}
