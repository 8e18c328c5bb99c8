/** Does something in a while. @returns what takes it back */
export type Schedule = (work: () => void, ms: number) => () => void;

/** Work that comes once, some time after it was asked for. */
export class Alarm {
  private takeBack: (() => void) | undefined;

  constructor(
    private readonly schedule: Schedule,
    private readonly work: () => void,
  ) {}

  get isSet(): boolean {
    return this.takeBack !== undefined;
  }

  /** In so many ms, unless it is set already: what comes together is done together. */
  set(ms: number): void {
    if (!this.isSet) this.reset(ms);
  }

  /** In so many ms from now on, whatever was set: the work waits until nobody asks any more. */
  reset(ms: number): void {
    this.cancel();
    this.takeBack = this.schedule(() => {
      this.takeBack = undefined;
      this.work();
    }, ms);
  }

  cancel(): void {
    this.takeBack?.();
    this.takeBack = undefined;
  }
}
