/** What fails in a step over many things holds up none of the others: it is thrown when all are through. */
export class Faults {
  readonly #found: unknown[] = [];

  /** @returns undefined when it failed */
  async unless<T>(attempt: () => Promise<T>): Promise<T | undefined> {
    try {
      return await attempt();
    } catch (error) {
      this.#found.push(error);
      return undefined;
    }
  }

  get isNone(): boolean {
    return this.#found.length === 0;
  }

  throwFirst(): void {
    if (!this.isNone) throw this.#found[0];
  }
}
