import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditError, oneLine } from '../shared/errors';

/**
 * Makes a folder of its own below the one for temporary files.
 * @throws AuditError when that can't be used
 */
export function makeWorkFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 's3-log-audit-'));
  } catch (cause) {
    throw new AuditError(
      'OUTPUT_FAILED',
      `the folder for temporary files '${tmpdir()}' can not be used: ${oneLine(cause)}; set TMPDIR to another one`,
      { cause },
    );
  }
}
