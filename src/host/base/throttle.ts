import type { Disposable } from './disposableStore';

/**
 * Does its work at once when asked, then at most once per interval; asked in between, it does it once more at the end.
 * Work that takes longer than the interval never overlaps itself. It answers for its own failures.
 */
export class Throttle implements Disposable {
  private asked = false;
  private resting = false;
  private disposed = false;

  constructor(
    private readonly intervalMs: number,
    private readonly work: () => void | Promise<void>,
  ) {}

  ask(): void {
    this.asked = true;
    if (!this.resting) void this.run();
  }

  dispose(): void {
    this.disposed = true;
  }

  private async run(): Promise<void> {
    this.resting = true;
    while (this.asked && !this.disposed) {
      this.asked = false;
      const rest = new Promise((resolve) => setTimeout(resolve, this.intervalMs));
      await this.work();
      await rest;
    }
    this.resting = false;
  }
}
