import type { AthenaAnswer } from '../aws/athena/athena-engine';
import { LocalAws } from '../aws/local-aws';
import { TrinoEngine } from './trino-engine';

/** A local AWS with Trino behind its Athena, for tests that ask it a great many queries. */
export class AthenaOnTrino {
  private constructor(
    readonly aws: LocalAws,
    private readonly engine: TrinoEngine,
  ) {}

  static async start(): Promise<AthenaOnTrino> {
    const engine = new TrinoEngine();
    const aws = await LocalAws.start({ engine });
    engine.attach(aws);
    return new AthenaOnTrino(aws, engine);
  }

  /** Asks the engine straight away, as the account's root. Parameters are SQL literals. */
  query(sql: string, parameters: readonly string[], database: string): Promise<AthenaAnswer> {
    const { aws } = this;
    const objects = { list: refuse, read: refuse };
    return this.engine.run(
      { sql, parameters, database, tables: aws.glue.tablesOf(database), objects, credentials: aws.root },
      new AbortController().signal,
    );
  }

  /** @throws Error when Trino has asked for something that the local AWS doesn't know */
  async stop(): Promise<void> {
    await this.aws.stop();
    this.aws.violations.assertNone();
  }
}

/** Trino reads S3 itself. */
function refuse(): never {
  throw new Error('the engine reads objects over HTTP');
}
