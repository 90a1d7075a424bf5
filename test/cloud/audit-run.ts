import { parseCsv } from '../../lib/engines/athena/result-csv';
import { resultKeys } from '../../lib/workflow/audit-run/cloud-names';
import { runIdOf } from '../../lib/workflow/audit-run/run-id';
import type { RunRecord } from '../../lib/workflow/audit-run/run-record';
import type { Execution, LocalAws, Mail } from '../aws';
import type { PlainRow } from '../helpers/local-audit';

/** What a state may have at most, far below what Step Functions takes. */
const MAX_STATE_BYTES = 64 * 1024;

/** A run that is over: how it ended, what was mailed and what lies in the results bucket. */
export class AuditRun {
  readonly id: string;

  constructor(
    private readonly aws: LocalAws,
    private readonly resultsBucket: string,
    readonly execution: Execution,
  ) {
    this.id = runIdOf(execution.arn, execution.started.toISOString());
  }

  get status(): string {
    return this.execution.status;
  }

  /** Name of the error, when it failed. */
  get error(): string | undefined {
    return this.execution.error;
  }

  get cause(): string | undefined {
    return this.execution.cause;
  }

  get states(): readonly string[] {
    return this.execution.history.states;
  }

  /** Mails of the run that reached their reader, in order. */
  get mails(): readonly Mail[] {
    return this.aws.mails.filter(({ text, delivered }) => delivered && text.includes(this.id));
  }

  /** The last of them. */
  get mail(): Mail {
    const mail = this.mails.at(-1);
    if (!mail) throw new Error(`the run has sent no mail: ${this.status} ${this.error} ${this.cause}`);
    return mail;
  }

  get subjects(): readonly string[] {
    return this.mails.map(({ subject }) => subject);
  }

  /** What stays of the run, once it has come to queries. */
  get record(): RunRecord {
    return JSON.parse(this.read(resultKeys.run(this.id)).toString()) as RunRecord;
  }

  /** The rows of an answer out of its CSV file, with numbers where the column holds numbers. */
  rows(analysis: string): readonly PlainRow[] {
    const columns = this.record.analyses.find(({ id }) => id === analysis)?.columns;
    if (!columns) throw new Error(`the run has no answer to ${analysis}`);
    const [header, ...rows] = parseCsv(this.read(resultKeys.csv(this.id, analysis)).toString());
    const names = columns.map(({ name }) => name);
    if (header?.join() !== names.join()) throw new Error(`${analysis} has the columns ${header}, not ${names}`);
    return rows.map((row) =>
      Object.fromEntries(columns.map(({ name, type }, index) => [name, plain(row[index] ?? null, type)])),
    );
  }

  /** Names of the files that stay of the run. */
  get files(): readonly string[] {
    const { objects } = this.aws.s3.requireBucket(this.resultsBucket);
    const folder = `${resultKeys.runs}${this.id}/`;
    return Array.from({ length: objects.length }, (_, index) => objects.keyAt(index))
      .filter((key) => key.startsWith(folder))
      .map((key) => key.slice(folder.length));
  }

  /**
   * A run that succeeds has mailed its results, or that there was nothing; one that fails has mailed why, or says in its
   * cause that no mail could be sent; one that is stopped has done so with its stack.
   * @throws Error otherwise
   */
  requireHonest(): void {
    const { status, error, cause, execution } = this;
    if (!this.isHonest()) {
      const last = this.mails.at(-1)?.subject;
      throw new Error(`the run ended as ${status} (${error}: ${cause}), but its last mail was '${last}'`);
    }
    if (execution.largestState > MAX_STATE_BYTES) throw new Error(`a state had ${execution.largestState} bytes`);
  }

  private isHonest(): boolean {
    const subject = this.mails.at(-1)?.subject ?? '';
    switch (this.status) {
      case 'SUCCEEDED':
        return /: no logs found|: (PARTIAL: )?(\d+ analyses|.* rows?) \(/.test(subject);
      case 'FAILED':
        return (
          subject.includes(`: FAILED, ${this.error} (`) || /no mail could be sent|subscription/.test(this.cause ?? '')
        );
      default:
        return this.status === 'ABORTED' && this.error === 'StackDeleted';
    }
  }

  private read(key: string): Buffer {
    return this.aws.s3.read(this.resultsBucket, key);
  }
}

function plain(text: string | null, type: string): string | number | null {
  if (text === null) return null;
  return type === 'integer' || type === 'double' ? Number(text) : text;
}
