import type {
  Deletion,
  ObjectWriter,
  PresentObject,
  RollupStore,
  Sources,
  StoredSource,
} from '../../lib/rollup/rollup-store';
import { AuditError } from '../../lib/shared/errors';

/** What goes wrong at one step of input or output. */
export type StoreFault =
  /** The process is killed before it: nothing works from there on. */
  | 'crash'
  /** It is done, and the process is killed before it knows. */
  | 'crash-after'
  /** The service is busy, and stays so for as long as anybody tries. */
  | 'busy'
  /** It is done, but the answer says that it was not, or that somebody else was faster. */
  | 'lost-answer';

/** Everything that a store does after it was killed. */
export class Killed extends Error {}

/** When what goes wrong. */
export interface FaultPlan {
  /** Counted from 1 over both stores. */
  step: number;
  readonly at: number;
  readonly fault: StoreFault | undefined;
  dead: boolean;
  /** Called before each step. */
  readonly onStep?: (step: number) => Promise<void> | void;
  readonly seen: string[];
}

export function faultPlan(at = 0, fault?: StoreFault, onStep?: FaultPlan['onStep']): FaultPlan {
  return { step: 0, at, fault, dead: false, seen: [], ...(onStep ? { onStep } : {}) };
}

/** A real store around which things go wrong. */
export class FaultyStore implements RollupStore {
  readonly address: string;
  readonly identifiesByContent: boolean;

  constructor(
    private readonly store: RollupStore,
    private readonly plan: FaultPlan,
  ) {
    this.address = store.address;
    this.identifiesByContent = store.identifiesByContent;
  }

  get requests(): number {
    return this.store.requests;
  }

  async *list(prefix: string): AsyncGenerator<readonly StoredSource[]> {
    for await (const page of this.store.list(prefix)) {
      await this.step('list', async () => {});
      yield page;
    }
  }

  read(source: StoredSource): Promise<Buffer> {
    return this.step('read', () => this.store.read(source));
  }

  get readInto(): ((source: StoredSource, space: Buffer) => Buffer) | undefined {
    const { store, plan } = this;
    if (!store.readInto) return undefined;
    return (source, space) => {
      if (plan.dead) throw new Killed();
      plan.step++;
      plan.seen.push('read');
      void plan.onStep?.(plan.step);
      if (plan.step === plan.at && plan.fault?.startsWith('crash')) {
        plan.dead = true;
        throw new Killed();
      }
      return store.readInto?.(source, space) as Buffer;
    };
  }

  async *open(key: string, version: string | undefined, bytes: number): AsyncGenerator<Buffer> {
    for await (const piece of this.store.open(key, version, bytes)) {
      await this.step('open', async () => {});
      yield piece;
    }
  }

  identify(source: StoredSource): Promise<string> {
    return this.step('identify', () => this.store.identify(source));
  }

  head(key: string): Promise<PresentObject | undefined> {
    return this.step('head', () => this.store.head(key));
  }

  get(key: string): Promise<Buffer | undefined> {
    return this.step('get', () => this.store.get(key));
  }

  put(key: string, content: Iterable<Buffer>, ifNew?: boolean): Promise<boolean> {
    return this.step('put', () => this.store.put(key, content, ifNew));
  }

  listManifests(beginning: string): ReturnType<RollupStore['listManifests']> {
    return this.step('listManifests', () => this.store.listManifests(beginning));
  }

  remove(key: string): Promise<void> {
    return this.step('remove', () => this.store.remove(key));
  }

  async create(key: string, manifestId: string): Promise<ObjectWriter> {
    const writer = await this.step('create', () => this.store.create(key, manifestId));
    const { plan } = this;
    return {
      get bytes() {
        return writer.bytes;
      },
      write: (bytes) => this.step('write', () => writer.write(bytes)),
      commit: async (expected) => {
        const isLost = plan.fault === 'lost-answer' && plan.step + 1 === plan.at;
        const result = await this.step('commit', () => writer.commit(expected));
        // as after another attempt of the SDK, which then meets what the first has written
        return isLost && !this.identifiesByContent ? 'conflict' : result;
      },
      // whoever was killed cleans nothing up
      abort: async () => (plan.dead ? undefined : writer.abort()),
    };
  }

  deleteSources(sources: Sources): Promise<Deletion> {
    return this.step('delete', () => this.store.deleteSources(sources));
  }

  async lock(): Promise<() => Promise<void>> {
    const release = await this.store.lock();
    // a killed process leaves its entry behind, but no process
    return release;
  }

  private async step<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const { plan } = this;
    if (plan.dead) throw new Killed();
    plan.step++;
    plan.seen.push(name);
    await plan.onStep?.(plan.step);
    const isHit = plan.step === plan.at;
    if (isHit && plan.fault === 'crash') {
      plan.dead = true;
      throw new Killed();
    }
    if (isHit && plan.fault === 'busy') throw new AuditError('SERVICE_BUSY', 'the service is busy');
    const result = await work();
    if (isHit && plan.fault === 'crash-after') {
      plan.dead = true;
      throw new Killed();
    }
    return result;
  }
}
