// The yardstick of `rollup` on S3: reads the objects whose keys are in a file, and does nothing with them.
const { readFileSync } = require('node:fs');
const { GetObjectCommand, S3Client } = require('@aws-sdk/client-s3');

const [, , bucket, list, parallel] = process.argv;
const keys = readFileSync(list, 'utf8').split('\n');
const agent = { keepAlive: true, maxSockets: Number(parallel) };
const s3 = new S3Client({ forcePathStyle: true, requestHandler: { httpAgent: agent, httpsAgent: agent } });

async function read() {
  for (let key = keys.pop(); key !== undefined; key = keys.pop()) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    await Body.transformToByteArray();
  }
}

Promise.all(Array.from({ length: Number(parallel) }, read)).then(() => s3.destroy());
