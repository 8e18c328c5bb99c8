/** What a `Coalescer` waits for around its work. */
export interface Pace {
  /** Before each turn; what is asked for meanwhile is part of that turn. */
  before?: () => Promise<unknown>;
  /** From the begin of each turn on; the next one comes after it. */
  rest?: () => Promise<unknown>;
}

/**
 * Work that is asked for more often than it is done: it never overlaps itself, and asked for while it runs it is done once more
 * afterwards. The first turn begins at once. The work answers for its own failures.
 */
export class Coalescer {
  private asked = false;
  private running = false;
  private disposed = false;
  private turns = Promise.resolve();

  constructor(
    private readonly work: () => void | Promise<void>,
    private readonly pace: Pace = {},
  ) {}

  /** Cheap while a turn is under way. */
  ask(): void {
    this.asked = true;
    if (!this.running) this.turns = this.run();
  }

  /** As `ask`; settles once all that was asked for is done. */
  done(): Promise<void> {
    this.ask();
    return this.turns;
  }

  /** What is under way ends; nothing is begun any more. */
  dispose(): void {
    this.disposed = true;
  }

  private async run(): Promise<void> {
    const { before, rest } = this.pace;
    this.running = true;
    try {
      while (this.asked && !this.disposed) {
        if (before) await before();
        if (this.disposed) return;
        this.asked = false;
        const rested = rest?.();
        await this.work();
        await rested;
      }
    } finally {
      this.running = false;
    }
  }
}
