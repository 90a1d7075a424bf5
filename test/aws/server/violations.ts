/**
 * What the product did that the local AWS can't vouch for: unknown operations, headers, members of a body, condition
 * keys. A test that leaves any behind must fail, or it would show something that AWS may refuse.
 */
export class Violations {
  private readonly found: string[] = [];

  add(message: string): void {
    this.found.push(message);
  }

  get all(): readonly string[] {
    return this.found;
  }

  /** Takes all that were found so far, for a test that makes them on purpose. */
  take(): readonly string[] {
    return this.found.splice(0);
  }

  /** @throws Error with all of them */
  assertNone(): void {
    if (this.found.length > 0) {
      throw new Error(`the local AWS was used in ways that it does not know:\n- ${this.found.join('\n- ')}`);
    }
  }
}
