import {
  ROLLUP_FORMATS,
  ROLLUP_LEVELS,
  type RollupFormat,
  type RollupLevel,
} from '../log-types/access-logs/rollup-name';
import { AuditError } from '../shared/errors';
import { parseJson } from '../shared/parse-json';
import { ROLLUP_TIMES, type RollupJob, type RollupTime } from './rollup-job';
import { addressOf } from './rollup-state';

/** Lies in the destination; the `_` keeps readers from taking it for a log. */
export const SETTINGS_KEY = '_rollup.json';

interface Settings {
  readonly version: 1;
  readonly source: string;
  readonly level: RollupLevel;
  readonly by: RollupTime;
  readonly format: RollupFormat;
}

/**
 * Makes sure that a destination is always filled in the same way. Otherwise a source could go into two rollups of it: one of
 * a run that was killed before it deleted the source, and one of the next run at another level. What the first run wants is
 * written down, unless it is a dry run.
 * @param sourceName what the source is called as seen from the destination
 * @throws AuditError when the destination is filled in another way
 */
export async function requireSameSettings(
  { destination, level, by, format }: RollupJob,
  sourceName: string,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<void> {
  const wanted: Settings = { version: 1, source: sourceName, level, by, format };
  const address = addressOf(destination, SETTINGS_KEY);
  let found = await destination.get(SETTINGS_KEY);
  if (!found) {
    if (dryRun || (await destination.put(SETTINGS_KEY, [Buffer.from(`${JSON.stringify(wanted)}\n`)], true))) return;
    // somebody else was first
    found = await destination.get(SETTINGS_KEY);
  }
  const present = found && parseJson(found.toString());
  if (!isSettings(present)) {
    throw new AuditError('ROLLUP_REFUSED', `${address} is not what a rollup has written there; move it away`);
  }
  const different = (['source', 'level', 'by', 'format'] as const).filter((name) => present[name] !== wanted[name]);
  if (different.length === 0) return;
  const words = different.map((name) => `${name} ${present[name]}, not ${wanted[name]}`);
  throw new AuditError(
    'ROLLUP_REFUSED',
    `${destination.address} is filled with ${words.join('; ')} (${address}): a log could go into two rollups; do it in the same way, or choose another destination`,
  );
}

function isSettings(value: unknown): value is Settings {
  const { version, source, level, by, format } = (value ?? {}) as Partial<Settings>;
  return (
    version === 1 &&
    typeof source === 'string' &&
    ROLLUP_LEVELS.includes(level as RollupLevel) &&
    ROLLUP_TIMES.includes(by as RollupTime) &&
    ROLLUP_FORMATS.includes(format as RollupFormat)
  );
}
