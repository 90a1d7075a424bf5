import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { MissingProgram } from './missing-program';

/** Trino 476 is compiled for JDK 24; 25 runs it as well. */
const OLDEST_JAVA = 24;

interface Jdk {
  readonly home: string;
  readonly version: number;
}

/**
 * Home of the newest JDK that can run Trino: of those in the environment, beside the java on the path, and in the places
 * where installers put them.
 * @throws MissingProgram when there is none, with those that were found
 */
export function findJavaHome(environment: NodeJS.ProcessEnv = process.env): string {
  const found = candidates(environment).flatMap(jdkAt);
  const newest = found.sort((a, b) => b.version - a.version)[0];
  if (newest && newest.version >= OLDEST_JAVA) return newest.home;
  const seen = found.map(({ home, version }) => `${version} in ${home}`).join(', ') || 'none';
  throw new MissingProgram(
    `Trino needs a JDK, version ${OLDEST_JAVA} or later; found: ${seen}`,
    'install Temurin 25 (https://adoptium.net/temurin/releases/?version=25, or apt, brew, sdkman), or set TRINO_JAVA_HOME to the folder of one',
  );
}

/** The folder that TRINO_JAVA_HOME names stands alone: whoever sets it means it. */
function candidates(environment: NodeJS.ProcessEnv): readonly string[] {
  if (environment.TRINO_JAVA_HOME) return [environment.TRINO_JAVA_HOME];
  const named = Object.entries(environment).flatMap(([name, value]) =>
    value && /^JAVA_HOME(_\d+_\w+)?$/.test(name) ? [value] : [],
  );
  const onPath = (environment.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'java'))
    .filter(existsSync)
    .map((java) => dirname(dirname(realpathSync(java))));
  const folders = [
    ...onPath.map(dirname),
    '/usr/lib/jvm',
    '/Library/Java/JavaVirtualMachines',
    join(homedir(), '.sdkman/candidates/java'),
    join(homedir(), '.jdks'),
  ];
  const beside = folders.filter(existsSync).flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  return [...named, ...onPath, ...beside.flatMap((home) => [home, join(home, 'Contents/Home')])];
}

/** A JDK says its version in the file `release`; a folder without one, or without the compiler's tools, is no JDK. */
function jdkAt(home: string): readonly Jdk[] {
  const release = join(home, 'release');
  if (!existsSync(release) || !existsSync(join(home, 'bin/jar'))) return [];
  const version = /^JAVA_VERSION="(?:1\.)?(\d+)/m.exec(readFileSync(release, 'utf8'))?.[1];
  return version ? [{ home: realpathSync(home), version: Number(version) }] : [];
}
