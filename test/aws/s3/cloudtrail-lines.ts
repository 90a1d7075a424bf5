import { fileAsLines } from '../glue/cloudtrail-input-format';
import type { Bucket } from './bucket';
import type { ObjectIndex } from './object-index';
import { bodyOf, contentOf, type StoredObject } from './stored-object';

const converted = new WeakMap<StoredObject, StoredObject>();

/** A bucket whose CloudTrail files are read as lines: the S3 half of the shim in glue/cloudtrail-input-format.ts. */
export function cloudTrailLines(bucket: Bucket): Bucket {
  const { objects } = bucket;
  const index: ObjectIndex = {
    length: objects.length,
    keyAt: (position) => objects.keyAt(position),
    from: (key) => objects.from(key),
    get(key) {
      const object = objects.get(key);
      return object && asLines(object);
    },
    set: refuse,
    delete: refuse,
  };
  return { ...bucket, objects: index };
}

function asLines(object: StoredObject): StoredObject {
  if (!/\.json(\.gz)?$/.test(object.key)) return object;
  let lines = converted.get(object);
  if (!lines) {
    lines = { ...object, body: bodyOf(fileAsLines(object.key, contentOf(object))) };
    converted.set(object, lines);
  }
  return lines;
}

function refuse(): never {
  throw new Error('this is a way of reading a bucket, not of writing it');
}
