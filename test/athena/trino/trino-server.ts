import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnTied } from './tied-process';
import { runStatement } from './trino-client';
import { jvmOptions, nodeProperties, SMALL_QUERIES, serverProperties, type TrinoSize } from './trino-configuration';

const READY_WITHIN_MS = 180_000;

/** A Trino server that runs. */
export interface TrinoServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts Trino on a free port of this machine and waits until it answers queries. It ends with `stop`, or when the
 * process that started it ends, however that ends.
 */
export async function startTrino(serverFolder: string, javaHome: string, size = SMALL_QUERIES): Promise<TrinoServer> {
  const folder = mkdtempSync(join(tmpdir(), 'trino-'));
  const port = await freePort();
  const log = join(folder, 'server.log');
  // the server writes into its working folder, whatever its settings say
  const child = spawnTied(join(javaHome, 'bin/java'), javaArguments(serverFolder, folder, port, size), {
    cwd: folder,
    output: openSync(log, 'a'),
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.stdin?.end();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await Promise.race([ready(url), ended.then(() => failed('Trino has ended while it was starting', log))]);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function javaArguments(serverFolder: string, folder: string, port: number, size: TrinoSize): readonly string[] {
  const etc = join(folder, 'etc');
  mkdirSync(etc, { recursive: true });
  const write = (name: string, text: string): string => {
    writeFileSync(join(etc, name), text);
    return join(etc, name);
  };
  const node = nodeProperties(join(folder, 'data'))
    .trim()
    .split('\n')
    .map((line) => `-D${line}`);
  return [
    '-cp',
    join(serverFolder, 'lib/*'),
    ...jvmOptions(size),
    ...node,
    `-Dconfig=${write('config.properties', serverProperties(port, size))}`,
    `-Dlog.levels-file=${write('log.properties', 'io.trino=WARN\n')}`,
    `-Dplugin.dir=${join(serverFolder, 'plugin')}`,
    'io.trino.server.TrinoServer',
  ];
}

/** `/v1/info` says that the server has started before it has a node for queries; so ask a query. */
async function ready(url: string): Promise<void> {
  const end = Date.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      await runStatement(url, 'select count(*) from system.runtime.nodes');
      return;
    } catch (error) {
      if (Date.now() > end) throw new Error(`Trino doesn't answer after ${READY_WITHIN_MS / 1000} s`, { cause: error });
      await sleep(200);
    }
  }
}

function failed(message: string, log: string): never {
  throw new Error(`${message}:\n${readFileSync(log, 'utf8').split('\n').slice(-40).join('\n')}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
