/** Who holds octets until a message is whole. */
export interface Holder {
  /** Reads no more until `goOn`, where it can: TCP slows the sender down. */
  wait(): void;
  goOn(): void;
  /** Keeps but the beginning of the message at hand, and gives back what it holds. */
  giveUp(): void;
}

/** What streams hold together. */
export interface Holding {
  /** Whether it may hold so many octets more; else it gives up. */
  hasRoom(holder: Holder, octets: number): boolean;
  /** It holds so many octets now. */
  holds(holder: Holder, octets: number): void;
}

/** For streams that nothing may hold back. */
export class HoldingLimit implements Holding {
  private held = 0;
  private readonly holders = new Map<Holder, number>();

  /** @param most octets of all together */
  constructor(private readonly most: number) {}

  hasRoom(_holder: Holder, octets: number): boolean {
    return this.held + octets <= this.most;
  }

  holds(holder: Holder, octets: number): void {
    this.held += octets - (this.holders.get(holder) ?? 0);
    if (octets === 0) this.holders.delete(holder);
    else this.holders.set(holder, octets);
  }
}

/** Octets that are held together before some have to wait. */
const shared = 32 * 1024 * 1024;
/** The same with what those bring who have to wait from then on. */
const mostShared = 96 * 1024 * 1024;
/** Most for the one whose turn it is. */
const mostOfAll = 256 * 1024 * 1024;
/** Nothing more came of a message for so long, ms: others need not wait for it. */
const stuckAfter = 2000;
const lookEvery = 500;

interface Held {
  octets: number;
  /** When it became more. */
  at: number;
  waits: boolean;
}

/**
 * For streams that can wait. What is more than all may hold together is read by one after the other, who began first before the others: every
 * message becomes whole. Those of which nothing more comes are given up where others need their room.
 */
export class HoldingInTurn implements Holding {
  private held = 0;
  /** Who began first, first. */
  private readonly holders = new Map<Holder, Held>();
  private timer: NodeJS.Timeout | undefined;

  hasRoom(holder: Holder, octets: number): boolean {
    return this.held + octets <= (this.first() === holder ? mostOfAll : mostShared);
  }

  holds(holder: Holder, octets: number): void {
    const known = this.holders.get(holder);
    const before = known?.octets ?? 0;
    this.held += octets - before;
    if (octets === 0) this.holders.delete(holder);
    else if (known) {
      if (octets > before) known.at = performance.now();
      known.octets = octets;
    } else this.holders.set(holder, { octets, at: performance.now(), waits: false });
    if (octets < before) this.settle();
    else if (this.held > shared && this.first() !== holder) this.hold(holder);
  }

  private hold(holder: Holder): void {
    const held = this.holders.get(holder);
    if (!held || held.waits) return;
    held.waits = true;
    holder.wait();
    this.timer ??= setInterval(() => this.look(), lookEvery);
  }

  /** Whose turn it is. */
  private first(): Holder | undefined {
    const now = performance.now();
    for (const [holder, held] of this.holders) if (held.waits || now - held.at < stuckAfter) return holder;
    return undefined;
  }

  private settle(): void {
    const first = this.held > shared ? this.first() : undefined;
    let waiting = 0;
    for (const [holder, held] of this.holders) {
      if (!held.waits) continue;
      if (this.held > shared && holder !== first) waiting++;
      else this.goOn(holder, held);
    }
    if (waiting > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private goOn(holder: Holder, held: Held): void {
    held.waits = false;
    held.at = performance.now();
    holder.goOn();
  }

  private look(): void {
    const now = performance.now();
    for (const [holder, { at, waits }] of [...this.holders]) {
      if (this.held <= shared) break;
      if (!waits && now - at >= stuckAfter) holder.giveUp();
    }
    this.settle();
  }
}
