// Makes dist/functions/<step>/ of lambda/<step>/handler.ts: one file with all it needs, and the analyses beside it.
const { cpSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { buildSync } = require('esbuild');

const REPOSITORY = join(__dirname, '..');
const FOLDER = join(REPOSITORY, 'dist', 'functions');

/** A label for the bundles, such as a hash of what they are made of; empty for none. */
const [label = ''] = process.argv.slice(2);

const fresh = `${FOLDER}-${process.pid}`;
buildSync({
  absWorkingDir: REPOSITORY,
  entryPoints: ['lambda/**/handler.ts'],
  outbase: 'lambda',
  outdir: fresh,
  entryNames: '[dir]/index',
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  // modules can be shaken; the packages' CommonJS can't
  mainFields: ['module', 'main'],
  logLevel: 'warning',
});
for (const step of readdirSync(fresh))
  cpSync(join(REPOSITORY, 'queries'), join(fresh, step, 'queries'), { recursive: true });
writeFileSync(join(fresh, 'label'), label);
mkdirSync(join(REPOSITORY, 'dist'), { recursive: true });
// several processes may do so at the same time: what is there is moved away, never emptied where it is
const old = `${fresh}-old`;
while (!attempt(() => renameSync(fresh, FOLDER), ['ENOTEMPTY', 'EEXIST'])) {
  attempt(() => renameSync(FOLDER, old), ['ENOENT']);
  rmSync(old, { recursive: true, force: true });
}

/** Whether it could be done; the errors with these codes say that another process was faster. */
function attempt(work, codes) {
  try {
    work();
    return true;
  } catch (error) {
    if (!codes.includes(error.code)) throw error;
    return false;
  }
}
