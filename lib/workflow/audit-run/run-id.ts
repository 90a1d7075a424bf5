import { createHash } from 'node:crypto';

/**
 * Name of a run: `20260301T120000Z-0123abcd`, the time of its beginning and a hash of its execution. Executions that
 * people start may be named anything; this is safe in keys, in SQL and in tokens.
 * `startedAt` is ISO 8601.
 */
export function runIdOf(executionArn: string, startedAt: string): string {
  const instant = new Date(startedAt).toISOString();
  const time = `${instant.slice(0, 19).replace(/[-:]/g, '')}Z`;
  return `${time}-${createHash('sha256').update(executionArn).digest('hex').slice(0, 8)}`;
}
