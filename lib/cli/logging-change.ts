import type { Outcome, Plan, PlannedBucket } from '../logging-setup/change/change';
import type { SetupClients } from '../logging-setup/setup-clients';
import { UsageError } from '../shared/errors';
import { confirm } from './confirm';
import { EXIT } from './exit-codes';
import { destinationText, outcomeFacts, planFacts, renderPlan } from './logging-change-text';
import type { LoggingOptions } from './logging-options';
import { type OutputHost, shown } from './output-host';
import { type TextFormat, toJson } from './stack-options';

/** Options of the commands that change something, as commander gives them. */
export interface ChangeOptions extends LoggingOptions {
  readonly bucket: readonly string[];
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly format: TextFormat;
}

/** How a plan is asked about and carried out. */
interface Change {
  readonly question: string;
  carryOut(plan: Plan, clients: SetupClients): Promise<readonly Outcome[]>;
}

/** @throws UsageError when somebody must agree and nobody can be asked */
export function requireConfirmable({ yes, dryRun }: ChangeOptions): void {
  if (yes || dryRun || process.stdin.isTTY === true) return;
  throw new UsageError(
    'INVALID_OPTION',
    'this asks before it changes anything, and there is nobody to ask; add --yes to agree beforehand, or --dry-run',
  );
}

/** Shows a plan, asks, carries it out and tells what came of it. @returns the exit code */
export async function change(
  plan: Plan,
  { question, carryOut }: Change,
  options: ChangeOptions,
  clients: SetupClients,
  host: OutputHost,
): Promise<number> {
  host.clearProgress();
  for (const bucket of plan.buckets) tellDoubts(bucket, host);
  if (options.dryRun) return showDryRun(plan, options, host);
  if (needsWork(plan) && !options.yes) {
    for (const line of renderPlan(plan)) host.tell(line);
    if (!(await confirm(question, clients.signal))) {
      host.tell('nothing was done');
      return EXIT.failed;
    }
  }
  const outcomes = await carryOut(plan, clients);
  if (options.format === 'json') await host.write(toJson(outcomeFacts(outcomes)));
  else for (const outcome of outcomes) await tellOutcome(outcome, host);
  return exitCodeOf(outcomes.map(({ result }) => result !== 'refused' && result !== 'failed'));
}

async function showDryRun(plan: Plan, { format }: ChangeOptions, host: OutputHost): Promise<number> {
  const text = () => renderPlan(plan).map((line) => `${line}\n`);
  await host.write(format === 'json' ? toJson(planFacts(plan)) : text().join(''));
  for (const bucket of plan.buckets) if (bucket.isDone) host.tell(`${shown(bucket.name)}: ${alreadyText(bucket)}`);
  host.tell('this was a dry run: nothing is changed');
  return exitCodeOf(plan.buckets.map(({ refusals }) => refusals.length === 0));
}

function needsWork({ buckets, policies }: Plan): boolean {
  return policies.length > 0 || buckets.some(({ isDone, refusals }) => !isDone && refusals.length === 0);
}

function tellDoubts({ name, refusals, warnings }: PlannedBucket, host: OutputHost): void {
  const { style } = host;
  for (const { reason, remedy } of refusals) {
    host.tell(`${style.red('refused:')} ${shown(name)}: ${shown(reason)}; ${shown(remedy)}`);
  }
  for (const { id, detail, remedy } of refusals.length > 0 ? [] : warnings) {
    host.tell(`${style.yellow('warning:')} ${shown(name)}: ${id}: ${shown(detail)}; ${shown(remedy)}`);
  }
}

async function tellOutcome({ bucket, result, error }: Outcome, host: OutputHost): Promise<void> {
  const name = shown(bucket.name);
  if (result === 'failed') host.tell(`${host.style.red('failed:')} ${name}: ${shown(error ?? '')}`);
  if (result === 'changed') await host.write(`${name}: ${shown(destinationText(bucket))}\n`);
  if (result === 'unchanged') await host.write(`${name}: ${alreadyText(bucket)}\n`);
}

function alreadyText(bucket: PlannedBucket): string {
  return shown(`${destinationText(bucket)} already`);
}

/** 0 when all went well, 1 when nothing did, 3 for a part. */
function exitCodeOf(good: readonly boolean[]): number {
  if (good.every((isGood) => isGood)) return EXIT.done;
  return good.some((isGood) => isGood) ? EXIT.incomplete : EXIT.failed;
}
