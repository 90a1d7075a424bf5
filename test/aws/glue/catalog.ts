import { AwsError } from '../server/aws-error';
import { type GlueTable, tableInputSchema } from './glue-table';

/** The databases and tables of the account, names in lower case as Glue keeps them. */
export class GlueCatalog {
  private readonly databases = new Map<string, Map<string, GlueTable>>([['default', new Map()]]);

  createDatabase(name: string): void {
    if (!/^[a-z0-9_]{1,255}$/.test(name))
      throw new AwsError('InvalidInputException', `Athena can not use the name ${name}`);
    if (this.databases.has(name)) throw new AwsError('AlreadyExistsException', 'Database already exists.');
    this.databases.set(name, new Map());
  }

  deleteDatabase(name: string): void {
    this.requireTables(name);
    this.databases.delete(name);
  }

  /** Makes a table, or gives it another definition. @throws ZodError for a member that Glue doesn't know */
  putTable(database: string, input: unknown): GlueTable {
    const table = { ...tableInputSchema.parse(input), DatabaseName: database };
    this.requireTables(database).set(table.Name, table);
    return table;
  }

  deleteTable(database: string, name: string): void {
    this.requireTable(database, name);
    this.requireTables(database).delete(name);
  }

  get databaseNames(): readonly string[] {
    return [...this.databases.keys()];
  }

  tablesOf(database: string): readonly GlueTable[] {
    return [...this.requireTables(database).values()];
  }

  requireTable(database: string, name: string): GlueTable {
    const table = this.requireTables(database).get(name.toLowerCase());
    if (!table) throw new AwsError('EntityNotFoundException', `Table ${name} not found.`);
    return table;
  }

  private requireTables(database: string): Map<string, GlueTable> {
    const tables = this.databases.get(database.toLowerCase());
    if (!tables) throw new AwsError('EntityNotFoundException', `Database ${database} not found.`);
    return tables;
  }
}
