import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../helpers/log-folder';
import { findJavaHome } from './java-home';

const folder = makeFolder('jdks');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder that looks like a JDK of that version. */
function makeJdk(version: string): string {
  const home = join(folder, `jdk-${version}`);
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'bin/jar'), '');
  writeFileSync(join(home, 'release'), `IMPLEMENTOR="Test"\nJAVA_VERSION="${version}"\n`);
  return home;
}

test('the folder that TRINO_JAVA_HOME names is taken, whatever else there is', () => {
  const home = makeJdk('24.0.1');
  expect(findJavaHome({ TRINO_JAVA_HOME: home, JAVA_HOME_99_X64: makeJdk('99.0.1') })).toBe(home);
});

test('the newest JDK of the environment is taken', () => {
  const newest = makeJdk('998.0.1');
  expect(findJavaHome({ JAVA_HOME: makeJdk('17.0.15'), JAVA_HOME_998_X64: newest })).toBe(newest);
});

test('fails with what was found and how to get more when every JDK is too old', () => {
  const old = makeJdk('1.8.0_452');
  expect(() => findJavaHome({ TRINO_JAVA_HOME: old })).toThrow(
    `Trino needs a JDK, version 24 or later; found: 8 in ${old}; install Temurin 25`,
  );
});

test('fails for a folder that holds no JDK', () => {
  expect(() => findJavaHome({ TRINO_JAVA_HOME: join(folder, 'nothing') })).toThrow('found: none');
});
