/** A program that the machine must have to run Trino is not there; says how to get it. */
export class MissingProgram extends Error {
  constructor(what: string, remedy: string) {
    super(`${what}; ${remedy}`);
    this.name = 'MissingProgram';
  }
}
