import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../helpers/log-folder';
import { installTrino } from './install-trino';

const cache = makeFolder('cache');
const { PATH, TRINO_CACHE } = process.env;
afterAll(() => {
  Object.assign(process.env, { PATH, TRINO_CACHE: TRINO_CACHE ?? '' });
  rmSync(cache, { recursive: true });
});

test('fails with how to get Maven when it is missing, and leaves nothing half-done', async () => {
  Object.assign(process.env, { PATH: join(cache, 'nothing'), TRINO_CACHE: cache });
  const told: string[] = [];
  await expect(installTrino('/no/jdk', (text) => told.push(text))).rejects.toThrow(
    'Trino is fetched with Maven, and there is no mvn on the path; install Maven 3.8 or later',
  );
  expect(told).toEqual([`fetching Trino 476 from Maven Central (430 MiB, once), into ${cache}`]);
  expect(readdirSync(cache)).toEqual([]);
});
