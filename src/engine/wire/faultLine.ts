import { framesOf } from '../../core/capture/capture';
import { boundsOf, encodeMessage } from '../../core/zmtp/frames';
import type { FaultFacts } from '../../protocol/events';
import type { FaultWay, HeldMessage, LettingGo } from '../../protocol/faults';
import { now } from '../process/clock';
import type { FaultRule, FaultRules } from './faultRules';

/** Bytes that wait in one line before its sender is held up. */
const mostWaiting = 8 * 1024 * 1024;
/** How long messages wait for others with which they change places, ms. */
const reorderTime = 1000;

/** A message on its way. */
interface Passing {
  /** Its record. */
  number: number;
  /** As it is on the wire. */
  bytes: Uint8Array;
  /** Where each of its frames begins and ends there: two numbers a frame. */
  bounds: readonly number[];
  /** When it is to go on at the earliest, ms. */
  due: number;
}

/** A message that waits until somebody lets it go. */
export interface Held {
  readonly message: HeldMessage;
  /** As they would go on. */
  frames(): Uint8Array[];
  go(how: LettingGo): void;
}

/** Where the messages of a line go, and what it does to the connection. */
export interface LineEnd {
  /** `number`: the record of the message. */
  write(bytes: Uint8Array, number: number): void;
  breakOff(): void;
  event(facts: FaultFacts): void;
  /** More or fewer bytes wait than may. */
  setFull(isFull: boolean): void;
  /** Nothing waits any more. */
  emptied(): void;
}

/** Messages of one way of a connection while faults are on: each meets them in their order, and goes on when they let it. */
export class FaultLine {
  private rules: FaultRules | undefined;
  private readonly arrived: Passing[] = [];
  private readonly leaving: Passing[] = [];
  private readonly swapped: Passing[] = [];
  /** Where those that changed places are on their way, one after the other. */
  private behindSwap: Promise<void> = Promise.resolve();
  private readonly holding = new Set<Held>();
  private waiting = 0;
  private isBusy = false;
  private isClosed = false;
  private isFull = false;
  private timer: NodeJS.Timeout | undefined;
  private swapTimer: NodeJS.Timeout | undefined;
  private goOn: ((each: Passing) => Promise<void>) | undefined;
  /** When the last one goes on, and when a limit lets the next one, ms. */
  private lastDue = 0;
  private free = 0;
  private readonly meant = new Map<FaultRule, number>();

  constructor(
    rules: FaultRules,
    private readonly way: FaultWay,
    private readonly connection: { number?: number; isEncrypted(): boolean },
    private readonly end: LineEnd,
    private readonly random: () => number = Math.random,
  ) {
    this.rules = rules;
  }

  get isEmpty(): boolean {
    return this.waiting === 0;
  }

  /** What comes from now on meets these; what waits for others goes on at once. */
  setRules(rules: FaultRules | undefined): void {
    this.rules = rules;
    this.free = this.lastDue = 0;
    this.meant.clear();
    if (!rules?.faults.some(({ kind }) => kind === 'hold')) for (const { go } of this.holding) go({ do: 'pass' });
    this.leaveSwapped();
    for (const each of this.leaving) each.due = 0;
    this.write();
  }

  take(number: number, bytes: Uint8Array, bounds: readonly number[]): void {
    this.arrived.push({ number, bytes, bounds, due: 0 });
    this.count(bytes.length);
    void this.advance();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    clearTimeout(this.swapTimer);
    for (const { go } of this.holding) go({ do: 'drop' });
    this.arrived.length = this.leaving.length = this.swapped.length = 0;
  }

  get held(): Held[] {
    return [...this.holding];
  }

  private count(bytes: number): void {
    this.waiting += bytes;
    const isFull = this.waiting > (this.isFull ? mostWaiting / 2 : mostWaiting);
    if (isFull !== this.isFull) this.end.setFull((this.isFull = isFull));
    if (this.waiting === 0) this.end.emptied();
  }

  private async advance(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      for (let passing = this.arrived.shift(); passing && !this.isClosed; passing = this.arrived.shift()) await this.meet(passing);
    } finally {
      this.isBusy = false;
    }
  }

  private async meet(arrived: Passing): Promise<void> {
    arrived.due = now();
    await this.meetRules([arrived], this.rules, this.rules?.of(this.way, this.connection.isEncrypted()) ?? []);
  }

  /** A message, and its doubles, meet these faults in their order. */
  private async meetRules(passing: Passing[], rules: FaultRules | undefined, met: readonly FaultRule[]): Promise<void> {
    for (const [at, rule] of met.entries()) {
      // Faults were switched off, or changed, while it waited for one of them.
      if (rules !== this.rules) break;
      const verdict = rules?.isMeant(rule, (passing[0] as Passing).number) ?? false;
      if (!(typeof verdict === 'boolean' ? verdict : await verdict.catch(() => false))) continue;
      if (this.isClosed) return;
      if (rule.fault.kind === 'reorder') {
        this.swap(passing, rule.fault.window, (each) => this.meetRules([each], rules, met.slice(at + 1)));
        return;
      }
      if (!(await this.apply(rule, passing))) return;
    }
    for (const each of passing) this.leave(each);
  }

  /** False where the message does not go on from here. */
  private async apply(rule: FaultRule, passing: Passing[]): Promise<boolean> {
    const { fault } = rule;
    const [first] = passing as [Passing];
    const { number } = first;
    if ('share' in fault && fault.share !== undefined && this.random() >= fault.share) return true;
    switch (fault.kind) {
      case 'delay': {
        const ms = Math.max(0, fault.ms + (this.random() * 2 - 1) * (fault.jitter ?? 0));
        for (const each of passing) each.due += ms;
        this.tell({ act: 'delayed', record: number, ms: Math.round(ms) });
        return true;
      }
      case 'drop':
        this.tell({ act: 'dropped', record: number });
        this.gone(passing);
        return false;
      case 'duplicate':
        this.tell({ act: 'duplicated', record: number });
        for (const each of [...passing]) {
          passing.push({ ...each });
          this.count(each.bytes.length);
        }
        return true;
      case 'corrupt':
        for (const each of passing) this.corrupt(each);
        return true;
      case 'limit': {
        for (const each of passing) {
          const cost = fault.bytesPerSecond === undefined ? 1 / (fault.messagesPerSecond ?? 1) : each.bytes.length / fault.bytesPerSecond;
          each.due = Math.max(each.due, this.free);
          this.free = each.due + cost * 1000;
        }
        const ms = first.due - now();
        if (ms >= 1) this.tell({ act: 'slowed', record: number, ms: Math.round(ms) });
        return true;
      }
      case 'reset': {
        const count = (this.meant.get(rule) ?? 0) + 1;
        this.meant.set(rule, count);
        if (count < fault.afterMessages) return true;
        this.meant.delete(rule);
        this.tell({ act: 'reset', record: number });
        this.end.breakOff();
        this.gone(passing);
        return false;
      }
      case 'hold':
        return this.hold(passing);
      case 'reorder':
      case 'black hole':
        return true; // the one is met before, the other is about all bytes, and met where they are written
    }
  }

  private tell(facts: Omit<FaultFacts, 'code' | 'side'>): void {
    this.end.event({ code: 'fault', side: this.way === 'to target' ? 'connector' : 'binder', ...facts });
  }

  private gone(passing: readonly Passing[]): void {
    for (const { bytes } of passing) this.count(-bytes.length);
  }

  private corrupt(passing: Passing): void {
    const { bounds } = passing;
    let size = 0;
    for (let i = 0; i < bounds.length; i += 2) size += (bounds[i + 1] as number) - (bounds[i] as number);
    if (size === 0) return;
    let at = Math.floor(this.random() * size);
    for (let i = 0; i < bounds.length; i += 2) {
      const length = (bounds[i + 1] as number) - (bounds[i] as number);
      if (at >= length) {
        at -= length;
        continue;
      }
      const place = (bounds[i] as number) + at;
      passing.bytes = passing.bytes.slice();
      passing.bytes[place] = (passing.bytes[place] as number) ^ (1 + Math.floor(this.random() * 255));
      this.tell({ act: 'corrupted', record: passing.number, frame: i / 2, at });
      return;
    }
  }

  /** `goOn`: what becomes of each behind this. */
  private swap(passing: readonly Passing[], window: number, goOn: (each: Passing) => Promise<void>): void {
    this.swapped.push(...passing);
    this.goOn = goOn;
    if (this.swapped.length >= window) this.leaveSwapped();
    else this.swapTimer ??= setTimeout(() => this.leaveSwapped(), reorderTime);
  }

  private leaveSwapped(): void {
    clearTimeout(this.swapTimer);
    this.swapTimer = undefined;
    const all = this.swapped.splice(0);
    const { goOn } = this;
    if (all.length === 0 || !goOn) return;
    const order = [...all];
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(this.random() * (i + 1));
      [order[i], order[j]] = [order[j] as Passing, order[i] as Passing];
    }
    // A shuffle may leave all as it was.
    if (order.length > 1 && order.every((each, at) => each === all[at])) order.push(order.shift() as Passing);
    order.forEach((each, at) => {
      const by = at - all.indexOf(each);
      if (by !== 0) this.tell({ act: 'moved', record: each.number, places: by });
    });
    this.behindSwap = this.behindSwap.then(async () => {
      for (const each of order) if (!this.isClosed) await goOn(each);
    });
  }

  private async hold(passing: Passing[]): Promise<boolean> {
    const [first] = passing as [Passing];
    this.tell({ act: 'held', record: first.number });
    const how = await new Promise<LettingGo>((resolve) => {
      const { number: connection } = this.connection;
      const held: Held = {
        message: { number: first.number, ...(connection === undefined ? {} : { connection }), way: this.way, since: now() },
        frames: () => framesOf(first, 0, first.bounds.length / 2),
        go: (decided) => {
          this.holding.delete(held);
          resolve(decided);
        },
      };
      this.holding.add(held);
    });
    if (this.isClosed) return false;
    for (const each of passing) each.due = now();
    if (how.do === 'drop') {
      this.tell({ act: 'dropped', record: first.number });
      this.gone(passing);
      return false;
    }
    if (how.do === 'edit') {
      const bytes = encodeMessage(how.frames);
      for (const each of passing) {
        this.count(bytes.length - each.bytes.length);
        Object.assign(each, { bytes, bounds: boundsOf(bytes) });
      }
      this.tell({ act: 'edited', record: first.number });
    } else this.tell({ act: 'let go', record: first.number });
    return true;
  }

  /** What has met all faults goes on when it is due, and never before what went ahead. */
  private leave(passing: Passing): void {
    passing.due = this.lastDue = Math.max(passing.due, this.lastDue);
    this.leaving.push(passing);
    this.write();
  }

  private write(): void {
    clearTimeout(this.timer);
    for (let [next] = this.leaving; next; [next] = this.leaving) {
      const wait = next.due - now();
      if (wait > 0) {
        this.timer = setTimeout(() => this.write(), Math.ceil(wait));
        return;
      }
      this.leaving.shift();
      this.end.write(next.bytes, next.number);
      this.count(-next.bytes.length);
    }
  }
}
