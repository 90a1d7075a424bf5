import { GetExecutionHistoryCommand, paginateGetExecutionHistory, type SFNClient } from '@aws-sdk/client-sfn';
import type { RunState } from '../audit-run/run-state';

/** Where a run is in the state machine. */
export interface RunPosition<State = RunState> {
  /** Name of the state that it has entered last. */
  readonly stateName: string;
  /** What the steps before have found; little before the plan is made. */
  readonly state: Partial<State>;
}

/** What a run does in each state. */
const STEPS: Readonly<Record<string, string>> = {
  Begin: 'planning',
  Plan: 'planning',
  'PlanDone?': 'planning',
  NotifyStarted: 'sending the start mail',
  'LogsFound?': 'sending the start mail',
  StartCopy: 'copying',
  'CopyDone?': 'copying',
  WaitForCopy: 'copying',
  CheckCopy: 'copying',
  StartQueries: 'querying',
  WaitForQueries: 'querying',
  CheckQueries: 'querying',
  'QueriesDone?': 'querying',
  Summarize: 'summing up the answers',
  NotifyResults: 'sending the result mail',
  'ResultsSent?': 'sending the result mail',
  WaitForConfirmation: 'waiting for the subscription to be confirmed',
  NotifyNothingFound: 'sending the mail that nothing was found',
  'NothingFoundSent?': 'sending the mail that nothing was found',
  WaitToTellNothingFound: 'waiting for the subscription to be confirmed',
  Done: 'done',
  UnknownStep: 'failing',
  NotifyFailure: 'sending the failure mail',
  'FailureSent?': 'sending the failure mail',
  WaitToTellFailure: 'waiting for the subscription to be confirmed',
  Failed: 'failed',
  FailedUntold: 'failed',
  MailNotDelivered: 'failed',
};

/** States in which only the mail is missing: what there is to know of the run is known. */
const WAITING_FOR_READER = ['WaitForConfirmation', 'WaitToTellNothingFound', 'WaitToTellFailure'];

/** States that a run has entered. */
export interface EnteredStates {
  /** In their order. */
  readonly positions: readonly RunPosition[];
  /** Number of the latest event that was seen. */
  readonly eventId: number;
}

export const BEGINNING = { stateName: 'Begin', state: {} };

/** Between two states there are few events; a retried task adds some. */
const PAGE = 25;

/** Finds out where a run is, or where it has ended. */
export async function fetchPosition(sfn: SFNClient, executionArn: string): Promise<RunPosition> {
  const { positions } = await fetchEntered(sfn, executionArn, ({ length }) => length > 0);
  return positions.at(-1) ?? BEGINNING;
}

/** The states that an execution has entered from its latest one back to a wanted one; all when there is none. */
export async function fetchPositionsSince<State>(
  sfn: SFNClient,
  executionArn: string,
  isWanted: (stateName: string) => boolean,
): Promise<readonly RunPosition<State>[]> {
  const found = (positions: readonly RunPosition[]) => positions.length > 0 && isWanted(positions[0]?.stateName ?? '');
  // many events of what is done at the same time may lie between
  const { positions } = await fetchEntered(sfn, executionArn, found, 0, 200);
  return positions as readonly RunPosition<State>[];
}

/** The states that a run has entered after an event. */
export async function fetchPositionsAfter(
  sfn: SFNClient,
  executionArn: string,
  eventId: number,
): Promise<EnteredStates> {
  return await fetchEntered(sfn, executionArn, () => false, eventId);
}

/** Reads the history from its end, because it may be long. */
async function fetchEntered(
  sfn: SFNClient,
  executionArn: string,
  isEnough: (positions: readonly RunPosition[]) => boolean,
  after = 0,
  maxResults = PAGE,
): Promise<EnteredStates> {
  const positions: RunPosition[] = [];
  let latest = after;
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(
      new GetExecutionHistoryCommand({
        executionArn,
        reverseOrder: true,
        maxResults,
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    for (const { id = 0, stateEnteredEventDetails: entered } of page.events ?? []) {
      latest = Math.max(latest, id);
      if (id <= after) return { positions, eventId: latest };
      if (entered) positions.unshift(readPosition(entered.name ?? '', entered.input ?? '{}'));
      if (isEnough(positions)) return { positions, eventId: latest };
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return { positions, eventId: latest };
}

/** Whether the mail that a run has started was sent: the state machine goes on only then. */
export async function wasStartTold(sfn: SFNClient, executionArn: string): Promise<boolean> {
  const pages = paginateGetExecutionHistory(
    { client: sfn, pageSize: 200 },
    { executionArn, includeExecutionData: false },
  );
  for await (const { events = [] } of pages) {
    if (events.some(({ stateEnteredEventDetails: entered }) => entered?.name === 'LogsFound?')) return true;
  }
  return false;
}

/** What the run does there, in words. */
export function stepOf({ stateName }: RunPosition): string {
  return STEPS[stateName] ?? stateName;
}

export function waitsForReader({ stateName }: RunPosition): boolean {
  return WAITING_FOR_READER.includes(stateName);
}

/** Names of all states that are known, for a test. */
export const KNOWN_STATES: readonly string[] = Object.keys(STEPS);

function readPosition(stateName: string, input: string): RunPosition {
  // the first state gets the input of the execution, which may be anything
  return { stateName, state: stateName === 'Begin' ? {} : (JSON.parse(input) as Partial<RunState>) };
}
