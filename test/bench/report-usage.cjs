const { readFileSync, writeFileSync } = require('node:fs');

// Loaded into a measured process (NODE_OPTIONS=--require): leaves what it used in the file that BENCH_USAGE names.
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const usage = { peakBytes: (peakOfProcess() ?? maxRSS) * 1024, cpuMs: (userCPUTime + systemCPUTime) / 1000 };
  writeFileSync(process.env.BENCH_USAGE, JSON.stringify(usage));
});

/** In KB, where the system tells it: what `maxRSS` tells on Linux begins with the size of the process that started this one. */
function peakOfProcess() {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes);
  } catch {
    return undefined;
  }
}
