import type { FrameTable } from '../../core/zmtp/frameTable';
import type { EventFacts, TapSide } from '../../protocol/events';
import type { FaultWay } from '../../protocol/faults';
import { FaultLine, type Held } from './faultLine';
import type { FaultRules } from './faultRules';

/** Of what connection they are. */
export interface BytesOwner {
  readonly number: number;
  readonly isEncrypted: boolean;
  /** Absent where none is on. */
  readonly faults: FaultRules | undefined;
  event(facts: EventFacts): void;
}

/** Where the bytes of a lane go. */
export interface LaneEnd {
  write(bytes: Uint8Array): void;
  /** Both sides are broken off. */
  breakOff(): void;
  /** More waits here than may, or no longer. */
  setFull(isFull: boolean): void;
  /** Nothing comes any more. */
  end(): void;
}

/**
 * The bytes of one direction of a tapped connection. While no fault is on, they go on as they came, before they are looked at; else messages go on
 * one by one, as soon as they are whole and the faults let them, and all other bytes at once.
 */
export class LaneBytes {
  /** Octets that were read, and up to which they have gone on as they came. */
  private read = 0;
  private passedTo = 0;
  private line: FaultLine | undefined;
  /** Bytes are read, and what they call back is not to be acted upon yet. */
  private isReading = false;
  /** Nothing comes any more, and the other side is not told yet. */
  private isEnding = false;
  /** Nothing goes on any more. */
  private isBlack = false;

  constructor(
    private readonly owner: BytesOwner,
    private readonly side: TapSide,
    private readonly to: LaneEnd,
    /** What has come of a message that is not whole. */
    private readonly unread: () => Uint8Array,
  ) {}

  private get way(): FaultWay {
    return this.side === 'connector' ? 'to target' : 'from target';
  }

  /** `isGreeted`: the greeting is over; each side waits for parts of it. `read` looks at the bytes. */
  take(chunk: Uint8Array, isGreeted: boolean, read: () => void): void {
    if (!this.line && this.owner.faults) this.line = this.newLine(this.owner.faults);
    if (!this.line || !isGreeted) this.passOn(chunk);
    this.isReading = true;
    read();
    this.isReading = false;
    this.leaveLine();
  }

  /** Octets `from` to `to` of `bytes` were read. `first`: the record of the first message in the table; undefined where faults are about none of them. */
  wasRead(bytes: Uint8Array, from: number, to: number, table: FrameTable, first: number | undefined): void {
    const start = this.read;
    this.read += to - from;
    const { line } = this;
    if (!line) return;
    /** The bytes as an own copy, without those that have gone on before. */
    const rest = (begin: number, end: number) => bytes.slice(Math.min(end, Math.max(begin, this.passedTo - start + from)), end);
    const messagesFrom = first === undefined ? to : table.start;
    if (messagesFrom > from) this.passOn(rest(from, messagesFrom));
    if (first === undefined) return;
    const { bounds, frames, count } = table;
    let begin = messagesFrom;
    for (let i = 0, bound = 0; i < count; i++) {
      const own = Array.from(bounds.subarray(bound, bound + 2 * (frames[i] as number)), (at) => at - begin);
      bound += 2 * (frames[i] as number);
      const end = begin + (own.at(-1) as number);
      const message = rest(begin, end);
      // A part of it has gone on already.
      if (message.length < end - begin) this.passOn(message);
      else line.take(first + i, message, own);
      begin = end;
    }
    this.passedTo = Math.max(this.passedTo, this.read);
  }

  /** As it came. */
  private passOn(bytes: Uint8Array): void {
    this.passedTo += bytes.length;
    if (bytes.length > 0) this.write(bytes);
  }

  private write(bytes: Uint8Array): void {
    if (!this.isBlack) this.to.write(bytes);
  }

  private newLine(rules: FaultRules): FaultLine {
    const { owner } = this;
    return new FaultLine(
      rules,
      this.way,
      { number: owner.number, isEncrypted: () => owner.isEncrypted },
      {
        write: (bytes) => this.write(bytes),
        event: (facts) => owner.event(facts),
        emptied: () => this.leaveLine(),
        breakOff: () => this.to.breakOff(),
        setFull: (isFull) => this.to.setFull(isFull),
      },
    );
  }

  /** Other faults are on, or none. */
  faultsChanged(): void {
    this.isBlack = false;
    this.line?.setRules(this.owner.faults);
    this.leaveLine();
  }

  /** Nothing goes on any more, whatever comes. */
  swallow(): void {
    if (this.isBlack) return;
    this.isBlack = true;
    this.owner.event({ code: 'fault', side: this.side, act: 'black hole' });
  }

  /** Without faults, and with nothing on its way, bytes go on as they come again, beginning with those of a message that is not whole. */
  private leaveLine(): void {
    const { line } = this;
    if (this.isReading || line?.isEmpty === false) return;
    if (this.isEnding && !this.isBlack) {
      this.isEnding = false;
      this.to.end();
    }
    if (!line || this.owner.faults) return;
    this.line = undefined;
    line.close();
    this.passUnread();
  }

  private passUnread(): void {
    const unread = this.unread();
    const passed = this.passedTo - this.read;
    if (unread.length > passed) this.passOn(unread.slice(Math.max(0, passed)));
  }

  /** Messages go one by one: what comes may not pass what waits. */
  get isOneByOne(): boolean {
    return this.line !== undefined;
  }

  /** Some fault is on that its messages would meet. */
  get meetsFaults(): boolean {
    const { faults, isEncrypted } = this.owner;
    return this.line !== undefined && (faults?.of(this.way, isEncrypted).length ?? 0) > 0;
  }

  get held(): Held[] {
    return this.line?.held ?? [];
  }

  /** What will never be whole goes on all the same. */
  cut(): void {
    if (this.line) this.passUnread();
  }

  /** Nothing comes any more; what is on its way still goes on. */
  ended(): void {
    this.isEnding = true;
    this.leaveLine();
  }

  close(): void {
    this.line?.close();
    this.line = undefined;
  }
}
