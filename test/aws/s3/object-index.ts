import { compareKeys, lowerBound } from './key-order';
import type { StoredObject } from './stored-object';

/** The objects of a bucket in the order of their keys. */
export interface ObjectIndex {
  readonly length: number;
  keyAt(index: number): string;
  get(key: string): StoredObject | undefined;
  /** The first index whose key is not before `key`. */
  from(key: string): number;
  set(object: StoredObject): void;
  delete(key: string): void;
}

/** Objects in memory. */
export class MemoryObjects implements ObjectIndex {
  private readonly objects = new Map<string, StoredObject>();
  private keys: string[] = [];
  private stale = false;

  get length(): number {
    return this.objects.size;
  }

  keyAt(index: number): string {
    return this.sorted()[index] as string;
  }

  get(key: string): StoredObject | undefined {
    return this.objects.get(key);
  }

  from(key: string): number {
    const keys = this.sorted();
    return lowerBound(keys.length, (index) => keys[index] as string, key);
  }

  set(object: StoredObject): void {
    if (!this.objects.has(object.key)) this.stale = true;
    this.objects.set(object.key, object);
  }

  delete(key: string): void {
    if (this.objects.delete(key)) this.stale = true;
  }

  private sorted(): readonly string[] {
    if (this.stale) this.keys = [...this.objects.keys()].sort(compareKeys);
    this.stale = false;
    return this.keys;
  }
}

/** A bucket of any size whose objects are computed when somebody asks for them. */
export interface SyntheticObjects {
  readonly count: number;
  /** Keys must be in S3's order. */
  keyAt(index: number): string;
  objectAt(index: number): StoredObject;
}

/** @throws Error on writes: a synthetic bucket is for reading */
export function syntheticIndex(objects: SyntheticObjects): ObjectIndex {
  const from = (key: string) => lowerBound(objects.count, (index) => objects.keyAt(index), key);
  const refuse = () => {
    throw new Error('a synthetic bucket can not be written');
  };
  // mostly they are read one after the other, and each step of a search makes a key
  let next = 0;
  const find = (key: string) => (next < objects.count && objects.keyAt(next) === key ? next : from(key));
  return {
    length: objects.count,
    keyAt: (index) => objects.keyAt(index),
    from,
    get(key) {
      const index = find(key);
      next = index + 1;
      return index < objects.count && objects.keyAt(index) === key ? objects.objectAt(index) : undefined;
    },
    set: refuse,
    delete: refuse,
  };
}
