/** After so long without an empty queue it is told, ms. */
const behindAfter = 1000;

/** For how long a queue has not been empty, as far as is known; told once for each such time. */
export class Backlog {
  private since: number | undefined;
  private isTold = false;

  /** @param behind told after so many seconds */
  constructor(private readonly behind: (seconds: number) => void) {}

  /** Whether messages waited when it was last looked at. */
  get isOpen(): boolean {
    return this.since !== undefined;
  }

  /** @param time ms */
  look(isEmpty: boolean, time: number): void {
    if (isEmpty) {
      this.since = undefined;
      this.isTold = false;
      return;
    }
    this.since ??= time;
    if (this.isTold || time - this.since < behindAfter) return;
    this.isTold = true;
    this.behind(Math.round((time - this.since) / 1000));
  }
}
