import { toHex } from '../../core/base/bytes';
import type { Source } from '../../core/capture/sources';
import { IN, OUT } from '../../core/capture/segment';
import { passesOn } from '../../core/socket/proxyTypes';
import { parseSubscription, subscriptionFacts } from '../../core/socket/subscriptions';
import { boundsOf, encodeMessage } from '../../core/zmtp/frames';
import type { EventFacts, FaultFacts } from '../../protocol/events';
import type { FaultWay } from '../../protocol/faults';
import type { SocketType } from '../../protocol/sockets';
import type { CaptureWriter } from '../inspection/captureWriter';
import type { EngineSocket } from '../sockets/engineSocket';
import { FaultLine, type Held } from '../wire/faultLine';
import type { FaultRules } from '../wire/faultRules';

/** Of what a way is one direction. */
export interface WayOwner {
  readonly source: Source;
  readonly isPaused: boolean;
  /** Absent where none is on. */
  readonly faults: FaultRules | undefined;
  event(facts: EventFacts): void;
  /** All connections are cut. */
  breakOff(): void;
}

/** One direction of a proxy: each message becomes a record, and then goes on, one after the other. */
export class ProxyWay {
  private readonly waiting: { number?: number; frames: Uint8Array[] }[] = [];
  private sending: Promise<void> | undefined;
  private line: FaultLine | undefined;
  private isFull = false;
  private isClosed = false;
  /** Nothing goes on, whatever comes. */
  private isBlack = false;
  private readonly sleepers: (() => void)[] = [];
  /** How many subscribe to a topic. */
  private readonly counts = new Map<string, number>();

  constructor(
    private readonly owner: WayOwner,
    private readonly way: FaultWay,
    private readonly types: { from: SocketType; to: SocketType },
    /** Where messages go; undefined while it is not open. */
    private readonly to: () => EngineSocket | undefined,
    private readonly writer: CaptureWriter,
  ) {}

  received(frames: Buffer[], time: number): void {
    const { from, to } = this.types;
    const subscription = from === 'xpub' && frames.length === 1 ? parseSubscription(frames[0] as Buffer) : undefined;
    if (subscription) {
      this.owner.event(subscriptionFacts(subscription));
      if (to === 'xsub' && this.isNews(subscription)) this.send({ frames });
      return;
    }
    // What peers of an XPUB send otherwise has nowhere to go.
    if (!passesOn(from, to) && to !== 'xsub') return;
    const number = this.writer.message(this.owner.source, this.way === 'to target' ? OUT : IN, frames, time);
    if (!this.line && this.owner.faults) this.line = this.newLine(this.owner.faults);
    if (this.line) {
      const bytes = encodeMessage(frames);
      this.line.take(number, bytes, boundsOf(bytes));
    } else if (!this.isBlack) this.send({ number, frames });
  }

  /** Upstream only the first subscription to a topic counts, and the end of the last one. */
  private isNews({ subscribe, topic }: { subscribe: boolean; topic: Uint8Array }): boolean {
    const key = toHex(topic);
    const before = this.counts.get(key) ?? 0;
    const after = Math.max(0, before + (subscribe ? 1 : -1));
    if (after === 0) this.counts.delete(key);
    else this.counts.set(key, after);
    return subscribe ? before === 0 : before > 0 && after === 0;
  }

  /** The sockets were opened again: who subscribed before does so once more. */
  forgetSubscriptions(): void {
    this.counts.clear();
  }

  /** Settles when there is room for another message. */
  async turn(): Promise<void> {
    while (!this.isClosed && (this.sending || this.isFull || this.owner.isPaused)) await (this.sending ?? this.sleep());
  }

  /** Lets what waits look again: there is a socket, or room, or no pause. */
  look(): void {
    for (const wake of this.sleepers.splice(0)) wake();
  }

  private sleep(): Promise<void> {
    return new Promise((resolve) => this.sleepers.push(resolve));
  }

  private send(message: { number?: number; frames: Uint8Array[] }): void {
    this.waiting.push(message);
    this.sending ??= this.sendAll();
  }

  private async sendAll(): Promise<void> {
    // Nothing is over before this is known as what is sent.
    await Promise.resolve();
    for (let next = this.waiting[0]; next && !this.isClosed; [next] = this.waiting) {
      const to = this.owner.isPaused ? undefined : this.to();
      const how = this.isBlack ? 'passed' : await to?.pass(next.frames);
      if (how === undefined) await this.sleep();
      // One that was closed may be opened again.
      if (how === undefined || how === 'no room' || how === 'closed') continue;
      this.waiting.shift();
      if (how !== 'passed' && next.number !== undefined) this.owner.event({ code: 'not passed on', record: next.number, ...how });
    }
    this.sending = undefined;
    this.leaveLine();
  }

  private newLine(rules: FaultRules): FaultLine {
    const event = (facts: FaultFacts) =>
      this.owner.event({
        ...facts,
        side: this.way === 'to target' ? 'frontend' : 'backend',
        ...(facts.act === 'reset' ? { act: 'restarted' } : {}),
      });
    const connection = { isEncrypted: () => false };
    return new FaultLine(rules, this.way, connection, {
      write: (bytes, number) => this.send({ number, frames: framesOf(bytes) }),
      breakOff: () => this.owner.breakOff(),
      event,
      setFull: (isFull) => {
        this.isFull = isFull;
        this.look();
      },
      emptied: () => this.leaveLine(),
    });
  }

  /** Other faults are on, or none. */
  faultsChanged(): void {
    this.isBlack = false;
    this.line?.setRules(this.owner.faults);
    this.leaveLine();
  }

  private leaveLine(): void {
    if (!this.line?.isEmpty || this.owner.faults) return;
    this.line.close();
    this.line = undefined;
  }

  /** Nothing goes on any more, whatever comes. */
  swallow(): void {
    if (this.isBlack) return;
    this.isBlack = true;
    this.owner.event({ code: 'fault', side: this.way === 'to target' ? 'frontend' : 'backend', act: 'black hole' });
  }

  get held(): Held[] {
    return this.line?.held ?? [];
  }

  close(): void {
    this.isClosed = true;
    this.line?.close();
    this.look();
  }
}

function framesOf(message: Uint8Array): Uint8Array[] {
  const bounds = boundsOf(message);
  return Array.from({ length: bounds.length / 2 }, (_, at) => message.subarray(bounds[2 * at], bounds[2 * at + 1]));
}
