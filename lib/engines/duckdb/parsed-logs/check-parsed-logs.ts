import { FORMAT_KEY, FORMAT_VERSION } from '../../../log-types/access-logs/parsed-format';
import { oneLine } from '../../../shared/errors';
import { type Database, literalPath, quoted, sqlList } from '../database';

/**
 * Tells which files are no parsed logs that this version can read, and why: another kind of Parquet, another version of the
 * format, or damaged. Only their ends are read.
 */
export async function findForeignFiles(
  database: Database,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const foreign = new Map<string, string>();
  for (const path of await withoutVersion(database, paths)) {
    const reason = await explain(database, path);
    if (reason) foreign.set(path, reason);
  }
  return foreign;
}

/** Those of the files that are not of the present version for sure. */
async function withoutVersion(database: Database, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  try {
    const rows = await database.rows(
      `select file_name from parquet_kv_metadata(${sqlList(paths.map(literalPath))}) where key = encode(?) and value = encode(?)`,
      [FORMAT_KEY, FORMAT_VERSION],
    );
    const known = new Set(rows.map(([path]) => path));
    return paths.filter((path) => !known.has(path));
  } catch {
    // one of them is damaged
    return paths;
  }
}

async function explain(database: Database, path: string): Promise<string | undefined> {
  const file = quoted(literalPath(path));
  try {
    const [[version] = []] = await database.rows(
      `select decode(value) from parquet_kv_metadata(${file}) where key = encode(?)`,
      [FORMAT_KEY],
    );
    if (version === undefined) return 'it is Parquet, but not of access logs that were rolled up here';
    if (version !== FORMAT_VERSION) {
      return `it is of the format '${version}', which another version of s3-log-audit has written; this one reads '${FORMAT_VERSION}'`;
    }
    return undefined;
  } catch (error) {
    return `it can not be read as Parquet: ${oneLine(error).slice(0, 200)}`;
  }
}
