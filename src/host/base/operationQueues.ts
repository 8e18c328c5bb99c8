/** Operations on the same thing, one after the other; those on different things do not wait for each other. */
export class OperationQueues {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Runs the operation once those asked for before it are over, however they ended. */
  async run<T>(id: string, operation: () => Promise<T>): Promise<T> {
    const run = (this.last.get(id) ?? Promise.resolve()).then(operation);
    const settled = run.then(
      () => undefined,
      () => undefined,
    ); // its own caller hears of the failure
    this.last.set(id, settled);
    void settled.then(() => {
      if (this.last.get(id) === settled) this.last.delete(id);
    });
    return run;
  }
}
