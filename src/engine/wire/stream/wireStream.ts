import { plainBytes } from '../../../core/base/bytes';
import { maxKeptFrames } from '../../../core/capture/segment';
import { ZmtpDecoder, type SkippedMessage, type StreamEvents } from '../../../core/zmtp/decoder';
import { FrameTable } from '../../../core/zmtp/frameTable';
import { collectGarbage } from '../../process/garbage';
import type { Holder, Holding } from './holding';
import { SpareBuffers } from './spareBuffers';

/** Who is told what passes. */
export interface StreamReader extends Omit<StreamEvents, 'cut'> {
  /**
   * Octets `from … to - 1` of `bytes` were read: commands, and behind them whole messages, where `table` says. Both are used again once this
   * returns.
   */
  passed(bytes: Uint8Array, from: number, to: number, table: FrameTable): void;
  /** A message that was too large to be held: its beginning, and what there was of it in all. */
  largeMessage(beginning: readonly Uint8Array[], onWire: SkippedMessage): void;
  /** Others need the room for theirs: nothing more is read until `goOn`. Not for those that nothing may hold back. */
  wait?(): void;
  goOn?(): void;
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
const spares = new SpareBuffers(collectGarbage);
const none = new Uint8Array(0);

/**
 * One direction of a ZMTP connection, read as its chunks pass. Of them it copies nothing but the beginning of a message that is not whole, and
 * what that lacks of the next chunk.
 */
export class WireStream implements Holder {
  readonly decoder: ZmtpDecoder;
  private buffer = none;
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

  wait(): void {
    this.reader.wait?.();
  }
  goOn(): void {
    this.reader.goOn?.();
  }
  giveUp(): void {
    if (this.decoder.holdsMessage && this.held > 0) this.skipRest(none);
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
    const isTooMuch = !this.holding.hasRoom(this, bytes.length) || this.decoder.framesHeld > maxKeptFrames;
    if (isTooMuch && this.decoder.holdsMessage && this.held > 0) {
      this.skipRest(bytes);
      return false;
    }
    const size = this.held + bytes.length;
    if (size > this.buffer.length) this.grow(size);
    this.buffer.set(bytes, this.held);
    this.hold(size);
    return true;
  }

  /** Twice as large, but no larger than the frame at hand needs, as far as its length can be believed: no more than there is of it. */
  private grow(least: number): void {
    const { buffer, held } = this;
    const needed = Math.max(least, held + this.decoder.wants);
    const larger = spares.take(Math.max(leastBuffer, Math.min(needed, Math.max(least, 2 * buffer.length))));
    larger.set(buffer.subarray(0, held));
    this.buffer = larger;
    spares.give(buffer);
  }

  private skipRest(bytes: Uint8Array): void {
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
    this.held = octets;
    if (octets === 0 && this.buffer.length > mostIdle) {
      spares.give(this.buffer);
      this.buffer = none;
    }
    this.holding.holds(this, octets);
  }
}
