import { readCommand, type Command } from './commands';
import { grown, type FrameTable } from './frameTable';
import { COMMAND, LONG, longHeader, maxLength, MORE, shortHeader } from './frames';
import {
  greetingLength,
  greetingLengthOf2,
  hasSignature,
  majorOf,
  readGreeting,
  signatureLength,
  typesOfVersion2,
  type Greeting,
} from './greeting';

/** Why a stream cannot be decoded from an octet on. */
export type FaultCode =
  /** It does not begin as ZMTP of any version. */
  | 'not ZMTP'
  /** The mechanism in its greeting has no name. */
  | 'no mechanism'
  /** Bits that are reserved, or a command that has more frames. */
  | 'reserved flags'
  /** A length of more than 2^53 octets, or none at all in ZMTP 1.0. */
  | 'impossible length'
  /** A command that cannot be read, or is longer than any that is known. */
  | 'no command'
  /** A message before the handshake was over. */
  | 'message in handshake';

/** `at`: the octet of the stream, from 0, at which it begins. */
export interface Fault {
  code: FaultCode;
  at: number;
}

/** What is told of a stream besides its messages, in order. */
export interface StreamEvents {
  /** Of versions 1 and 2 with the identity that follows. */
  greeting(greeting: Greeting, identity?: Uint8Array): void;
  command(command: Command): void;
  /** Nothing more comes. */
  fault(fault: Fault): void;
  /** A message of which `skipRest` left out the rest has ended. */
  cut(message: SkippedMessage): void;
}

/** Sizes of its frames, bytes, of the first 100,000; how many frames and bytes there were in all. */
export interface SkippedMessage {
  sizes: Uint32Array;
  frames: number;
  bytes: number;
}

const maxIdentity = 255;
/** Longest command that is read: a subscription may have a long topic. */
const maxCommand = 1024 * 1024;
/** Frames of a message that was left out whose sizes are kept. */
const maxSizes = 100_000;

/**
 * Cuts one direction of a ZMTP connection (RFC 13, 15, 23, 37) into messages and commands, whatever chunks its octets come in. Pure: it holds none
 * of them, and whoever reads keeps those of a message that is not whole yet. It never throws: what cannot be decoded is a fault, and all behind it
 * is left alone. No length that is declared has anything set aside for it.
 */
export class ZmtpDecoder {
  private state: 'beginning' | 'identity' | 'frames' | 'fault' = 'beginning';
  private framing: 1 | 2 | 3 = 3;
  private known: Greeting | undefined;
  /** Octets of the stream before those that are given next. */
  private position = 0;
  /** What turns an index of the bytes at hand into an octet of the stream. */
  private origin = 0;
  /** Of the message that is not whole: where to go on, from its beginning on, and its frames so far. */
  private resume = 0;
  private pending = new Uint32Array(32);
  private pendingFrames = 0;
  /** The message whose rest is left out; undefined where none is. */
  private skipping:
    | { /** Octets of the frame at hand. */ left: number; more: boolean; sizes: Uint32Array<ArrayBuffer>; frames: number; bytes: number }
    | undefined;
  private isReady = false;

  /** @param peerMajor the version of whom the stream goes to, where that is known; `undefined` while it is not. */
  constructor(
    private readonly events: StreamEvents,
    private readonly peerMajor: () => number | undefined,
  ) {}

  /** The version that its sender greeted with, as soon as that is known; 1 where it sent no signature. */
  get major(): number | undefined {
    return this.sentMajor;
  }
  private sentMajor: number | undefined;

  get greeting(): Greeting | undefined {
    return this.known;
  }

  /** Whether frames have begun; before, each side waits for parts of the other's greeting. */
  get isGreeted(): boolean {
    return this.state === 'frames' || this.state === 'fault';
  }

  /** Whether octets are held for a message, of which `skipRest` may leave out the rest. */
  get holdsMessage(): boolean {
    return this.state === 'frames' && this.skipping === undefined;
  }

  /** Octets behind those that were read with which something more can be told: the rest of a frame; at least 1. */
  get wants(): number {
    return this.missing;
  }
  private missing = 1;

  /** Frames of the message that is not whole; to find its end costs as much as there are. */
  get framesHeld(): number {
    return this.pendingFrames;
  }

  get hasFault(): boolean {
    return this.state === 'fault';
  }

  /**
   * Reads octets `from … to - 1`, which follow those that were read before; into `table`, which it empties, whole messages. Returns where it
   * came to: from there on the octets have to be given again, at once where messages were found, for it stops behind these where a command or a
   * fault comes; else with more behind them.
   */
  read(bytes: Uint8Array, from: number, to: number, table: FrameTable): number {
    table.reset();
    this.missing = 1;
    this.origin = this.position - from;
    let at = from;
    if (this.state === 'beginning') at = this.begin(bytes, at, to);
    if (this.state === 'identity') at = this.readIdentity(bytes, at, to);
    if (this.skipping && this.state === 'frames') at = this.skip(bytes, at, to);
    if (!this.skipping && this.state === 'frames') at = this.readMessages(bytes, at, to, table);
    if (this.hasFault) at = to;
    this.position += at - from;
    return at;
  }

  /**
   * Leaves out the rest of the message that is not whole: it begins at `from`, where `read` came to. Gives what came of its frames, as windows,
   * and where to go on reading. `cut` tells of its end.
   */
  skipRest(bytes: Uint8Array, from: number, to: number): { frames: Uint8Array[]; at: number } {
    const { pendingFrames, pending } = this;
    const frames: Uint8Array[] = [];
    this.skipping = { left: 0, more: true, sizes: new Uint32Array(Math.max(32, pendingFrames)), frames: 0, bytes: 0 };
    for (let i = 0; i < pendingFrames; i++) {
      const [start, end] = [pending[2 * i] as number, pending[2 * i + 1] as number];
      this.countSkipped(end - start);
      frames.push(bytes.subarray(from + start, from + end));
    }
    const at = from + this.resume;
    const header = this.anyHeader(bytes, at, to);
    let next = at;
    if (header && !header.isCommand) {
      frames.push(bytes.subarray(header.start, to));
      this.skipFrame(header);
      (this.skipping as NonNullable<typeof this.skipping>).left -= to - header.start;
      next = to;
    }
    this.position += next - from;
    this.resume = 0;
    this.pendingFrames = 0;
    return { frames, at: next };
  }

  private fail(code: FaultCode, at: number): void {
    this.state = 'fault';
    this.events.fault({ code, at });
  }

  private begin(bytes: Uint8Array, from: number, to: number): number {
    const isSigned = hasSignature(bytes, from, to);
    if (isSigned === undefined) return from;
    if (!isSigned) return this.beginOld(bytes, from, to);
    const toMajor = this.peerMajor();
    if (toMajor === 1) return this.beginOld(bytes, from, to);
    if (to - from <= signatureLength) return from;
    const major = majorOf(bytes[from + signatureLength] as number);
    this.sentMajor = major;
    // Towards an older peer a newer one goes on as that does (RFC 37, "Backwards Interoperability").
    const spoken = Math.min(major, toMajor ?? major);
    if (spoken < 3) {
      if (to - from < greetingLengthOf2) return from;
      const socketType = typesOfVersion2[bytes[from + signatureLength + 1] as number];
      this.known = { major, ...(socketType === undefined ? {} : { socketType }) };
      this.framing = spoken === 1 ? 1 : 2;
      this.state = 'identity';
      return from + greetingLengthOf2;
    }
    if (to - from < greetingLength) return from;
    this.known = readGreeting(bytes, from);
    if (!this.known) {
      this.fail('no mechanism', this.origin + from + greetingLengthOf2);
      return to;
    }
    this.state = 'frames';
    this.events.greeting(this.known);
    return from + greetingLength;
  }

  /** ZMTP 1.0: no greeting, an identity. A signature is read as the length of one. */
  private beginOld(bytes: Uint8Array, from: number, to: number): number {
    const isSigned = hasSignature(bytes, from, to) === true;
    if (!isSigned) {
      const isLong = bytes[from] === 0xff;
      if (to - from < 2) return from;
      const length = isLong ? longLength(bytes, from + 1) : (bytes[from] as number);
      // An identity is not one of several frames: what most other protocols begin with is told by that.
      if (length < 1 || length > 1 + maxIdentity || bytes[from + (isLong ? 9 : 1)] !== 0) {
        this.fail('not ZMTP', this.origin + from);
        return to;
      }
    }
    this.sentMajor = isSigned ? 3 : 1;
    this.known = { major: this.sentMajor };
    this.framing = 1;
    this.state = 'identity';
    return from;
  }

  private readIdentity(bytes: Uint8Array, from: number, to: number): number {
    const header = this.anyHeader(bytes, from, to);
    if (this.hasFault) return to;
    if (!header) return from;
    const end = header.start + header.length;
    if (header.length > maxIdentity) {
      this.fail('impossible length', this.origin + from);
      return to;
    }
    if (end > to) return from;
    this.state = 'frames';
    this.isReady = true;
    this.events.greeting(this.known as Greeting, bytes.slice(header.start, end));
    return end;
  }

  /** The header of the frame at `at`; undefined where it is not whole, or a fault. */
  private anyHeader(bytes: Uint8Array, at: number, to: number): Header | undefined {
    if (this.framing === 1) return this.oldHeader(bytes, at, to);
    if (at + shortHeader > to) return undefined;
    const flags = bytes[at] as number;
    const isLong = (flags & LONG) !== 0;
    if (isLong && at + longHeader > to) return undefined;
    const length = isLong ? longLength(bytes, at + 1) : (bytes[at + 1] as number);
    const isCommand = (flags & COMMAND) !== 0;
    const fault = faultOf(flags, length, this.framing);
    if (fault) {
      this.fail(fault, this.origin + at);
      return undefined;
    }
    return { start: at + (isLong ? longHeader : shortHeader), length, more: (flags & MORE) !== 0, isCommand };
  }

  /** Flags are the first octet of what the length is about. */
  private oldHeader(bytes: Uint8Array, at: number, to: number): Header | undefined {
    if (at + 2 > to) return undefined;
    const isLong = bytes[at] === 0xff;
    if (isLong && at + 10 > to) return undefined;
    const length = (isLong ? longLength(bytes, at + 1) : (bytes[at] as number)) - 1;
    if (length < 0 || length > maxLength) {
      this.fail('impossible length', this.origin + at);
      return undefined;
    }
    const flagsAt = at + (isLong ? 9 : 1);
    return { start: flagsAt + 1, length, more: ((bytes[flagsAt] as number) & MORE) !== 0, isCommand: false };
  }

  private readMessages(bytes: Uint8Array, from: number, to: number, table: FrameTable): number {
    return this.framing === 1 ? this.readOld(bytes, from, to, table) : this.readFrames(bytes, from, to, table);
  }

  private readOld(bytes: Uint8Array, from: number, to: number, table: FrameTable): number {
    let message = from;
    let at = from + this.resume;
    let frame = this.takeUp(from, table);
    let first = 0;
    for (;;) {
      const header = this.oldHeader(bytes, at, to);
      if (!header) break;
      if (header.start + header.length > to) {
        this.missing = header.start + header.length - to;
        break;
      }
      table.roomFor(frame);
      table.bounds[2 * frame] = header.start;
      at = header.start + header.length;
      table.bounds[2 * frame + 1] = at;
      frame++;
      if (header.more) continue;
      if (first === 0) table.start = message;
      table.frames[table.count++] = frame - first;
      first = frame;
      message = at;
    }
    return this.leaveOff(message, at, first, frame, table);
  }

  private readFrames(bytes: Uint8Array, from: number, to: number, table: FrameTable): number {
    let message = from;
    let at = from + this.resume;
    let frame = this.takeUp(from, table);
    let first = 0;
    while (at + shortHeader <= to) {
      const flags = bytes[at] as number;
      let length = bytes[at + 1] as number;
      let start = at + shortHeader;
      if (flags > MORE) {
        if (flags & LONG) {
          if (at + longHeader > to) break;
          length = longLength(bytes, at + 1);
          start = at + longHeader;
        }
        const fault = faultOf(flags, length, this.framing);
        // What stands before it is told first.
        if ((fault ?? flags & COMMAND) && table.count > 0) break;
        if (fault) {
          this.fail(fault, this.origin + at);
          break;
        }
        if (flags & COMMAND) {
          if (start + length > to) {
            this.missing = start + length - to;
            break;
          }
          if (!this.readCommand(bytes.subarray(start, start + length), this.origin + at)) break;
          at = start + length;
          if (frame === first) message = at;
          continue;
        }
      }
      if (!this.isReady) {
        this.fail('message in handshake', this.origin + at);
        break;
      }
      if (start + length > to) {
        this.missing = start + length - to;
        break;
      }
      table.roomFor(frame);
      table.bounds[2 * frame] = start;
      at = start + length;
      table.bounds[2 * frame + 1] = at;
      frame++;
      if (flags & MORE) continue;
      if (first === 0) table.start = message;
      table.frames[table.count++] = frame - first;
      first = frame;
      message = at;
    }
    return this.leaveOff(message, at, first, frame, table);
  }

  /** Frames of the message that is not whole, which begins at `from`, stand first again. Returns their number. */
  private takeUp(from: number, table: FrameTable): number {
    const frames = this.pendingFrames;
    if (frames > 0) {
      table.roomFor(frames);
      for (let i = 0; i < 2 * frames; i++) table.bounds[i] = from + (this.pending[i] as number);
    }
    return frames;
  }

  private leaveOff(message: number, at: number, first: number, frame: number, table: FrameTable): number {
    table.frameCount = first;
    this.resume = at - message;
    this.pendingFrames = frame - first;
    while (2 * this.pendingFrames > this.pending.length) this.pending = grown(this.pending);
    for (let i = 0; i < 2 * this.pendingFrames; i++) this.pending[i] = (table.bounds[2 * first + i] as number) - message;
    return message;
  }

  private readCommand(body: Uint8Array, at: number): boolean {
    const command = readCommand(body, this.known?.mechanism ?? '');
    if (!command) {
      this.fail('no command', at);
      return false;
    }
    // Each mechanism ends with READY on one side, PLAIN and CURVE with INITIATE on the other.
    if (command.name === 'READY' || command.name === 'INITIATE') this.isReady = true;
    this.events.command(command);
    return true;
  }

  private skipFrame({ length, more }: Header): void {
    const skipping = this.skipping as NonNullable<typeof this.skipping>;
    this.countSkipped(length);
    skipping.left = length;
    skipping.more = more;
  }

  private countSkipped(length: number): void {
    const skipping = this.skipping as NonNullable<typeof this.skipping>;
    if (skipping.frames < maxSizes) {
      if (skipping.frames === skipping.sizes.length) skipping.sizes = grown(skipping.sizes);
      skipping.sizes[skipping.frames] = Math.min(length, 0xffff_ffff);
    }
    skipping.frames++;
    skipping.bytes += length;
  }

  /** Passes over frames of the message whose rest is left out, and reads commands between them. */
  private skip(bytes: Uint8Array, from: number, to: number): number {
    const skipping = this.skipping as NonNullable<typeof this.skipping>;
    let at = from;
    for (;;) {
      const taken = Math.min(skipping.left, to - at);
      skipping.left -= taken;
      at += taken;
      if (skipping.left > 0) return at;
      if (!skipping.more) break;
      // Short frames, of which there may be no end.
      while (this.framing !== 1 && at + shortHeader <= to && bytes[at] === MORE && at + shortHeader + (bytes[at + 1] as number) <= to) {
        this.countSkipped(bytes[at + 1] as number);
        at += shortHeader + (bytes[at + 1] as number);
      }
      const header = this.anyHeader(bytes, at, to);
      if (!header) return at;
      if (!header.isCommand) {
        this.skipFrame(header);
        at = header.start;
        continue;
      }
      const end = header.start + header.length;
      if (end > to || !this.readCommand(bytes.subarray(header.start, end), this.origin + at)) return at;
      at = end;
    }
    this.skipping = undefined;
    const { sizes, frames, bytes: size } = skipping;
    this.events.cut({ sizes: sizes.subarray(0, Math.min(frames, maxSizes)), frames, bytes: size });
    return at;
  }
}

interface Header {
  start: number;
  length: number;
  more: boolean;
  isCommand: boolean;
}

/** What is wrong with the header of a frame of ZMTP 2 or 3. */
function faultOf(flags: number, length: number, framing: number): FaultCode | undefined {
  if (flags > (MORE | LONG | COMMAND) || (flags & (MORE | COMMAND)) === (MORE | COMMAND)) return 'reserved flags';
  if (length > maxLength) return 'impossible length';
  return flags & COMMAND && (framing !== 3 || length > maxCommand) ? 'no command' : undefined;
}

function longLength(bytes: Uint8Array, at: number): number {
  let length = 0;
  for (let i = 0; i < 8; i++) length = length * 256 + (bytes[at + i] as number);
  return length;
}
