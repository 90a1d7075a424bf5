import { z } from 'zod';
import { ROLLUP_FORMATS, ROLLUP_LEVELS } from '../log-types/access-logs/rollup-name';
import { AuditError } from '../shared/errors';
import { ROLLUP_TIMES, type RollupJob } from './rollup-job';
import { addressOf } from './rollup-state';

/** Lies in the destination; the `_` keeps readers from taking it for a log. */
export const SETTINGS_KEY = '_rollup.json';

const schema = z.strictObject({
  version: z.literal(1),
  source: z.string(),
  level: z.enum(ROLLUP_LEVELS),
  by: z.enum(ROLLUP_TIMES),
  format: z.enum(ROLLUP_FORMATS),
});

type Settings = z.infer<typeof schema>;

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
    if (dryRun || (await destination.put(SETTINGS_KEY, Buffer.from(`${JSON.stringify(wanted)}\n`), true))) return;
    // somebody else was first
    found = await destination.get(SETTINGS_KEY);
  }
  const parsed = schema.safeParse(parseJson(found));
  if (!parsed.success) {
    throw new AuditError('ROLLUP_REFUSED', `${address} is not what a rollup has written there; move it away`);
  }
  const different = (['source', 'level', 'by', 'format'] as const).filter((name) => parsed.data[name] !== wanted[name]);
  if (different.length === 0) return;
  const words = different.map((name) => `${name} ${parsed.data[name]}, not ${wanted[name]}`);
  throw new AuditError(
    'ROLLUP_REFUSED',
    `${destination.address} is filled with ${words.join('; ')} (${address}): a log could go into two rollups; do it in the same way, or choose another destination`,
  );
}

function parseJson(content: Buffer | undefined): unknown {
  try {
    return content && JSON.parse(content.toString());
  } catch {
    return undefined;
  }
}
