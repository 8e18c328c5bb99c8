import { plainBytes } from '../../../core/base/bytes';
import { maxKeptFrames } from '../../../core/capture/segment';
import { ZmtpDecoder, type SkippedMessage, type StreamEvents } from '../../../core/zmtp/decoder';
import { FrameTable } from '../../../core/zmtp/frameTable';

/** Who is told what passes. */
export interface StreamReader extends Omit<StreamEvents, 'cut'> {
  /**
   * Octets `from … to - 1` of `bytes` were read: commands, and behind them whole messages, where `table` says. Both are used again once this
   * returns.
   */
  passed(bytes: Uint8Array, from: number, to: number, table: FrameTable): void;
  /** A message that was too large to be held: its beginning, and what there was of it in all. */
  largeMessage(beginning: readonly Uint8Array[], onWire: SkippedMessage): void;
}

/** Octets that streams hold together until their messages are whole. */
export class Holding {
  private held = 0;

  constructor(private readonly most: number) {}

  get left(): number {
    return this.most - this.held;
  }
  change(by: number): void {
    this.held += by;
  }
}

/** What is kept of a message that is too large to be held, bytes. */
const mostOfLarge = 256 * 1024;
const leastBuffer = 1024;
/** A buffer that is larger goes when it is empty, bytes. */
const mostIdle = 64 * 1024;
/** Appended at least, where more is there: calls for a few octets each would cost more than copying some in vain. */
const leastAppended = 256;

/** Of all streams: each is done with it before the next one is read. */
const table = new FrameTable();

/**
 * One direction of a ZMTP connection, read as its chunks pass. Of them it copies nothing but the beginning of a message that is not whole, and
 * what that lacks of the next chunk.
 */
export class WireStream {
  readonly decoder: ZmtpDecoder;
  private buffer = new Uint8Array(0);
  private held = 0;
  private beginning: Uint8Array[] = [];

  constructor(
    private readonly reader: StreamReader,
    private readonly holding: Holding,
    peerMajor: () => number | undefined,
  ) {
    const cut: StreamEvents['cut'] = (onWire) => {
      const { beginning } = this;
      this.beginning = [];
      reader.largeMessage(beginning, onWire);
    };
    this.decoder = new ZmtpDecoder(
      {
        greeting: (...told) => reader.greeting(...told),
        command: (command) => reader.command(command),
        fault: (fault) => reader.fault(fault),
        cut,
      },
      peerMajor,
    );
  }

  /** Octets of a message or a command that is not whole; used again once more is taken. */
  get unread(): Uint8Array {
    return this.buffer.subarray(0, this.held);
  }

  take(bytes: Uint8Array): void {
    const chunk = plainBytes(bytes);
    let at = this.held > 0 ? this.readHeld(chunk) : 0;
    if (this.held > 0) return;
    at = this.read(chunk, at, chunk.length);
    if (at < chunk.length) this.append(chunk.subarray(at));
  }

  /** Gives back what it holds. */
  end(): void {
    this.hold(0);
  }

  /** Completes what is held; where that is done, what follows in the chunk begins where this tells. */
  private readHeld(chunk: Uint8Array): number {
    let from = 0;
    while (from < chunk.length && this.held > 0) {
      const { wants, framesHeld } = this.decoder;
      const before = this.held;
      const part = chunk.subarray(from, from + Math.max(wants, leastAppended, framesHeld > 8 ? before : 0));
      if (!this.append(part)) {
        from += part.length;
        continue;
      }
      from += part.length;
      const at = this.read(this.buffer, 0, this.held);
      if (at >= before) {
        from -= this.held - at;
        this.hold(0);
      } else if (at > 0) {
        this.buffer.copyWithin(0, at, this.held);
        this.hold(this.held - at);
      }
    }
    return from;
  }

  private read(bytes: Uint8Array, from: number, to: number): number {
    for (let at = from; ;) {
      const next = this.decoder.read(bytes, at, to, table);
      if (next > at) this.reader.passed(bytes, at, next, table);
      at = next;
      if (table.count === 0 || at === to) return at;
    }
  }

  /** False where there is no room for so much, or so many frames: then the message at hand is not held any longer. */
  private append(bytes: Uint8Array): boolean {
    const isTooMuch = bytes.length > this.holding.left || this.decoder.framesHeld > maxKeptFrames;
    if (isTooMuch && this.decoder.holdsMessage && this.held > 0) {
      this.giveUp(bytes);
      return false;
    }
    const size = this.held + bytes.length;
    if (size > this.buffer.length) {
      const larger = plainBytes(Buffer.allocUnsafeSlow(Math.max(leastBuffer, size, 2 * this.buffer.length)));
      larger.set(this.buffer.subarray(0, this.held));
      this.buffer = larger;
    }
    this.buffer.set(bytes, this.held);
    this.hold(size);
    return true;
  }

  private giveUp(bytes: Uint8Array): void {
    const { frames, at } = this.decoder.skipRest(this.buffer, 0, this.held);
    table.reset();
    this.reader.passed(this.buffer, 0, at, table);
    let room = mostOfLarge;
    this.beginning = [];
    for (const frame of frames) {
      const kept = frame.slice(0, room);
      this.beginning.push(kept);
      room -= kept.length;
      if (kept.length < frame.length) break;
    }
    const rest = Buffer.concat([this.buffer.subarray(at, this.held), bytes]);
    this.hold(0);
    this.take(rest);
  }

  private hold(octets: number): void {
    this.holding.change(octets - this.held);
    this.held = octets;
    if (octets === 0 && this.buffer.length > mostIdle) this.buffer = new Uint8Array(0);
  }
}
