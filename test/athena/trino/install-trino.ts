import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MissingProgram } from './missing-program';

const run = promisify(execFile);

/** The last version whose plugins are on Maven Central one by one. */
const VERSION = '476';
const SERVER = `trino-server-core-${VERSION}`;
const HIVE = `trino-hive-${VERSION}`;

/** What `mvn` fetches: 430 MiB, most of it plugins that come with the server and are not used. */
const ARTIFACTS = [`io.trino:trino-server-core:${VERSION}:tar.gz`, `io.trino:trino-hive:${VERSION}:zip`];

/** Where the unpacked server is kept, 375 MiB; TRINO_CACHE names another folder. */
function cacheFolder(): string {
  return process.env.TRINO_CACHE || join(homedir(), '.cache/s3-log-audit/trino');
}

/**
 * Folder of a Trino server with the Hive connector; fetched from Maven Central and unpacked when it isn't there yet.
 * @throws MissingProgram without Maven
 */
export async function installTrino(javaHome: string, tell: (text: string) => void): Promise<string> {
  const cache = cacheFolder();
  const installed = join(cache, SERVER);
  if (existsSync(installed)) return installed;
  await mkdir(cache, { recursive: true });
  const workFolder = await mkdtemp(join(cache, 'unpack-'));
  try {
    tell(`fetching Trino ${VERSION} from Maven Central (430 MiB, once), into ${cache}`);
    for (const artifact of ARTIFACTS) await fetchArtifact(artifact, workFolder, javaHome);
    await unpack(workFolder, javaHome);
    await moveInto(join(workFolder, SERVER), installed);
    return installed;
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

async function fetchArtifact(artifact: string, folder: string, javaHome: string): Promise<void> {
  const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy';
  try {
    await run('mvn', ['--batch-mode', '--quiet', copy, `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`], {
      cwd: folder,
      env: { ...process.env, JAVA_HOME: javaHome },
    });
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (code === 'ENOENT') {
      throw new MissingProgram(
        'Trino is fetched with Maven, and there is no mvn on the path',
        'install Maven 3.8 or later (https://maven.apache.org/download.cgi, or apt, brew, sdkman)',
      );
    }
    throw new Error(`mvn could not fetch ${artifact}:\n${stdout}${stderr}`, { cause: error });
  }
}

/** The server without the plugins that it comes with, and the Hive connector. */
async function unpack(folder: string, javaHome: string): Promise<void> {
  await run('tar', ['xzf', `${SERVER}.tar.gz`], { cwd: folder });
  await run(join(javaHome, 'bin/jar'), ['xf', `${HIVE}.zip`], { cwd: folder });
  const server = join(folder, SERVER);
  for (const plugins of ['plugin', 'secrets-plugin']) {
    await rm(join(server, plugins), { recursive: true });
    await mkdir(join(server, plugins));
  }
  await rename(join(folder, HIVE), join(server, 'plugin/hive'));
}

/** Another run may have been quicker: then its copy stays. */
async function moveInto(folder: string, target: string): Promise<void> {
  try {
    await rename(folder, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}
