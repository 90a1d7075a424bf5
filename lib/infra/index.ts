/** What a CDK app of one's own imports from the package. */
export { AuditStack, type AuditStackProps } from './audit-stack';
export { LogRollup } from './log-rollup';
export type { LogRollupProps, RollupFormat, RollupLevel } from './log-rollup-props';
export { S3LogAudit } from './s3-log-audit';
export type { AuditedLogType, CopyMode, LogLayout, S3LogAuditProps } from './s3-log-audit-props';
