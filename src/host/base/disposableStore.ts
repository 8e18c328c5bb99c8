/** Anything that can be given up. */
export interface Disposable {
  dispose(): unknown;
}

/** Owns disposables; what arrives after the store itself was disposed is disposed at once, so that nothing late leaks. */
export class DisposableStore implements Disposable {
  private readonly items = new Set<Disposable>();
  private disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.disposed) item.dispose();
    else this.items.add(item);
    return item;
  }

  /** Disposes in the reverse order of arrival. One that throws does not keep the others. */
  dispose(): void {
    this.disposed = true;
    const items = [...this.items].reverse();
    this.items.clear();
    const failures: unknown[] = [];
    for (const item of items) {
      try {
        item.dispose();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Some things could not be disposed.');
  }
}
