import { StatesError } from './states-error';

export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: Date;
  /** Such as `TaskStateEntered`. */
  readonly type: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Events of an execution, after which Step Functions gives it up. */
const MOST_EVENTS = 25_000;

/** What happened in an execution. */
export class History {
  readonly events: HistoryEvent[] = [];

  constructor(private readonly now: () => Date) {}

  /** @throws StatesError when there are too many */
  add(type: string, details: Readonly<Record<string, unknown>> = {}): void {
    if (this.events.length >= MOST_EVENTS) {
      throw new StatesError(
        'States.Runtime',
        `The execution reached the maximum number of history events (${MOST_EVENTS}).`,
      );
    }
    const id = this.events.length + 1;
    this.events.push({ id, previousEventId: id - 1, timestamp: this.now(), type, details });
  }

  /** Names of the states that were entered, in order. */
  get states(): readonly string[] {
    return this.events.filter(({ type }) => type.endsWith('StateEntered')).map(({ details }) => String(details.name));
  }
}

/** Name of the member that holds the details of an event, as GetExecutionHistory shows it. */
export function detailsName(type: string): string | undefined {
  if (type === 'MapStateSucceeded' || type === 'MapStateFailed') return undefined;
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}
