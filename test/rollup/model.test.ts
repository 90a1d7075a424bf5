import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { rollUp } from '../../lib/rollup/roll-up';
import type { RollupJob } from '../../lib/rollup/rollup-job';
import { RollupTally } from '../../lib/rollup/rollup-tally';
import { AuditError } from '../../lib/shared/errors';
import { LocalAws } from '../aws';
import { useAws } from '../helpers/s3-logs';
import { type FaultPlan, FaultyStore, faultPlan, Killed, type StoreFault } from './faulty-store';
import { bucketPlace, countEach, folderPlace, jobOf, linesIn, type TestPlace } from './rollup-histories';

let aws: LocalAws;
let leaveAws: () => void;
beforeAll(async () => {
  aws = await LocalAws.start();
  leaveAws = useAws(aws);
});
afterAll(async () => {
  leaveAws();
  await aws.stop();
  aws.violations.assertNone();
});

/** A log object that is delivered, or replaced by one with other lines. */
interface Arrival {
  readonly kind: 'arrival';
  readonly day: number;
  readonly hour: number;
  readonly folder: string;
  /** Days before the delivery of each line's event. */
  readonly lines: readonly number[];
  readonly endsWithNewline: boolean;
  readonly gzip: boolean;
}

interface RunStep {
  readonly kind: 'run';
  readonly fault: StoreFault | undefined;
  readonly at: number;
  /** Whether another run does the same meanwhile. */
  readonly twice: boolean;
  /** Arrivals in the middle of the run, by the step before which they come. */
  readonly during: readonly (readonly [number, Arrival])[];
}

type Step = Arrival | RunStep;

const arrival: fc.Arbitrary<Arrival> = fc.record({
  kind: fc.constant('arrival' as const),
  day: fc.integer({ min: 1, max: 3 }),
  hour: fc.integer({ min: 0, max: 2 }),
  folder: fc.constantFrom('', 'site/', '111122223333/eu-west-1/acme/'),
  lines: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 4 }),
  endsWithNewline: fc.boolean(),
  gzip: fc.boolean(),
});

const run: fc.Arbitrary<RunStep> = fc.record({
  kind: fc.constant('run' as const),
  fault: fc.constantFrom<StoreFault | undefined>(undefined, 'crash', 'crash', 'crash-after', 'busy', 'lost-answer'),
  at: fc.integer({ min: 1, max: 60 }),
  twice: fc.boolean(),
  during: fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), arrival), { maxLength: 2 }),
});

const history = fc.array(fc.oneof({ weight: 2, arbitrary: arrival }, { weight: 1, arbitrary: run }), {
  minLength: 2,
  maxLength: 14,
});

/** The third day has not ended. */
const NOW = new Date('2026-02-03T23:00:00Z');

/** Everything that was ever written, and what nobody can promise about. */
class World {
  readonly written: string[] = [];
  /** Lines of objects that were replaced: a rollup may have come before, or not. */
  readonly replaced = new Set<string>();
  private count = 0;

  constructor(readonly place: TestPlace) {}

  deliver({ day, hour, folder, lines, endsWithNewline, gzip }: Arrival): void {
    const date = `2026-02-0${day}`;
    const dated = folder.includes('acme') ? `${folder}${date.replaceAll('-', '/')}/` : folder;
    const key = `${dated}${date}-0${hour}-00-00-0123456789ABCDEF${gzip ? '.gz' : ''}`;
    const before = this.place.files().get(key);
    if (before) for (const line of linesIn(new Map([[key, before]])).raw) this.replaced.add(line);
    const text = lines.map((age) => {
      const event = Math.max(1, day - age);
      return `owner acme [0${event}/Feb/2026:0${hour}:00:00 +0000] ${this.count++}`;
    });
    this.written.push(...text);
    const content = text.join('\n') + (endsWithNewline && text.length > 0 ? '\n' : '');
    this.place.put(key, gzip ? gzipSync(content) : content);
  }

  /** No line is lost, and none is in the rollups twice. */
  check(atEnd: boolean): void {
    const { rolled, raw } = linesIn(this.place.files());
    const [inRollups, everywhere] = [countEach(rolled), countEach([...rolled, ...raw])];
    for (const line of this.written) {
      const least = this.replaced.has(line) ? 0 : 1;
      expect([line, everywhere.get(line) ?? 0]).toEqual([line, new Between(least, atEnd ? 1 : 9)]);
      expect([line, inRollups.get(line) ?? 0]).toEqual([line, new Between(0, 1)]);
    }
    const known = new Set(this.written);
    expect([...everywhere.keys()].filter((line) => !known.has(line))).toEqual([]);
  }
}

/** A number between two others. */
class Between {
  constructor(
    private readonly least: number,
    private readonly most: number,
  ) {}
  asymmetricMatch(value: unknown): boolean {
    return typeof value === 'number' && value >= this.least && value <= this.most;
  }
  toString(): string {
    return `a number from ${this.least} to ${this.most}`;
  }
}

async function runOnce(world: World, more: Partial<RollupJob>, plan: FaultPlan): Promise<void> {
  const { source, destination } = world.place;
  const job = jobOf({ source: new FaultyStore(source, plan), destination: new FaultyStore(destination, plan) }, more);
  try {
    await rollUp(job, { now: NOW, olderThanMs: 0, sourceName: 'x', concurrency: 8, maxSources: 3 }, new RollupTally());
  } catch (error) {
    const isExpected =
      error instanceof Killed || (error instanceof AuditError && ['SERVICE_BUSY', 'ROLLUP_BUSY'].includes(error.code));
    if (!isExpected) throw error;
  }
}

async function play(world: World, steps: readonly Step[], more: Partial<RollupJob>): Promise<void> {
  for (const step of steps) {
    if (step.kind === 'arrival') {
      world.deliver(step);
    } else {
      const arrivals = new Map(step.during);
      const plan = faultPlan(step.at, step.fault, (count) => {
        const late = arrivals.get(count);
        if (late) world.deliver(late);
      });
      await Promise.all([runOnce(world, more, plan), ...(step.twice ? [runOnce(world, more, faultPlan())] : [])]);
      world.check(false);
    }
  }
  await runOnce(world, more, faultPlan());
  await runOnce(world, more, faultPlan());
  world.check(true);
}

const PLACES: readonly (readonly [string, number, () => Promise<TestPlace>])[] = [
  ['folders', 30, async () => folderPlace()],
  ['a bucket', 15, () => bucketPlace(aws)],
];
const JOBS: readonly (readonly [string, Partial<RollupJob>])[] = [
  ['by delivery time', {}],
  ['by event time', { by: 'event-time' }],
  ['compressed', { format: 'log.gz', level: 'month' }],
];

describe.each(PLACES)('in %s', (_, numRuns, make) => {
  test.each(JOBS)('every line is kept exactly once, whatever happens: %s', async (__, more) => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const place = await make();
        try {
          await play(new World(place), steps, more);
        } finally {
          place.close();
        }
      }),
      { numRuns },
    );
  });
});
