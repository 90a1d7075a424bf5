/** What a server may use, and what it is good at. */
export interface TrinoSize {
  /** As Java writes it: `1g`. */
  readonly heap: string;
  /** Well below the heap: a query that needs more fails instead of ending the server. */
  readonly queryMemory: string;
  readonly compiler: readonly string[];
}

/** Many queries over few lines, on a laptop. */
export const SMALL_QUERIES: TrinoSize = {
  heap: '1g',
  queryMemory: '400MB',
  // such a query costs more in compiling than in reading: the quick compiler alone takes a third less time
  compiler: ['-XX:TieredStopAtLevel=1', '-XX:ReservedCodeCacheSize=128M'],
};

/** Few queries over a million lines. */
export const LARGE_QUERIES: TrinoSize = {
  heap: '4g',
  queryMemory: '2500MB',
  compiler: ['-XX:ReservedCodeCacheSize=256M'],
};

/** Options of the virtual machine, as Trino's own launcher would give them; no warnings about what they allow. */
export const jvmOptions = ({ heap, compiler }: TrinoSize): readonly string[] => [
  '-server',
  `-Xmx${heap}`,
  '-XX:+UseSerialGC',
  ...compiler,
  '-XX:+ExitOnOutOfMemoryError',
  '-XX:-OmitStackTraceInFastThrow',
  '-XX:+EnableDynamicAgentLoading',
  '-Djdk.attach.allowAttachSelf=true',
  '-Djdk.nio.maxCachedBufferSize=2000000',
  '-Dfile.encoding=UTF-8',
  '-Duser.timezone=UTC',
  '--add-modules=jdk.incubator.vector',
  '--sun-misc-unsafe-memory-access=allow',
  '--enable-native-access=ALL-UNNAMED',
];

/** Text of `config.properties`: one node that is coordinator and worker; catalogs come by `create catalog`. */
export function serverProperties(port: number, { queryMemory }: TrinoSize): string {
  return properties({
    coordinator: true,
    'node-scheduler.include-coordinator': true,
    'http-server.http.port': port,
    'discovery.uri': `http://127.0.0.1:${port}`,
    'catalog.management': 'dynamic',
    'catalog.store': 'memory',
    'query.max-memory': queryMemory,
    'query.max-memory-per-node': queryMemory,
    'memory.heap-headroom-per-node': '128MB',
    'task.concurrency': 2,
    'task.max-worker-threads': 4,
    // the text of a query with many filters is long, and so is what it is prepared as
    'http-server.max-request-header-size': '1MB',
    'query.max-history': 20,
    'query.min-expire-age': '1m',
  });
}

/** Text of `node.properties`: reachable from this machine only. */
export function nodeProperties(dataFolder: string): string {
  return properties({
    'node.environment': 'test',
    'node.id': 'local',
    'node.internal-address': '127.0.0.1',
    'node.bind-ip': '127.0.0.1',
    'node.data-dir': dataFolder,
  });
}

function properties(values: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
