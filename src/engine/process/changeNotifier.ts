/** Shortest time between two notices, ms. */
const interval = 50;

/** Tells that something changed: at most 20 times a second, one notice under way at a time. */
export class ChangeNotifier {
  private dirty = false;
  private busy = false;

  /** `notify` settles when the receiver has taken the notice in. */
  constructor(private readonly notify: () => Promise<unknown>) {}

  /** Cheap: called for every record. */
  touch(): void {
    this.dirty = true;
    if (!this.busy) this.start();
  }

  private start(): void {
    this.busy = true;
    setTimeout(() => {
      this.dirty = false;
      this.notify().then(
        () => this.next(),
        () => this.next(),
      );
    }, interval);
  }

  private next(): void {
    this.busy = false;
    if (this.dirty) this.start();
  }
}
