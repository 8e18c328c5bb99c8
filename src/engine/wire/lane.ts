import { framesOf } from '../../core/capture/capture';
import type { Source } from '../../core/capture/sources';
import { IN, OUT } from '../../core/capture/segment';
import { previewFrame } from '../../core/base/preview';
import { parseSubscription } from '../../core/socket/subscriptions';
import { ascii } from '../../core/zmtp/ascii';
import type { Command } from '../../core/zmtp/commands';
import type { Fault } from '../../core/zmtp/decoder';
import type { FrameTable } from '../../core/zmtp/frameTable';
import type { Greeting } from '../../core/zmtp/greeting';
import { valueOf, type Metadata } from '../../core/zmtp/metadata';
import type { EventFacts, TapSide } from '../../protocol/events';
import type { CaptureWriter } from '../inspection/captureWriter';
import { now } from '../process/clock';
import type { FaultWay, HeldMessage, LettingGo } from '../../protocol/faults';
import { FaultLine } from './faultLine';
import type { FaultRules } from './faultRules';
import { WireStream, type Holding, type StreamReader } from './wireStream';

/** Characters of a topic, an identity or a reason in an event. */
const shownLength = 200;

/** Of what a lane is one direction. */
export interface LaneOwner {
  readonly number: number;
  readonly source: Source;
  readonly isPaused: boolean;
  /** Absent where none is on. */
  readonly faults: FaultRules | undefined;
  /** The side told something new of itself. */
  told(): void;
  event(facts: EventFacts): void;
}

/** Where a lane leads. */
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
 * One direction of a tapped connection: what passes becomes records of its source. While no fault is on, bytes go on as they came, before they are
 * looked at; else messages go on one by one, as soon as they are whole and the faults let them, and all other bytes at once.
 */
export class Lane implements StreamReader {
  readonly stream: WireStream;
  /** Octets of the stream that were read, and up to which they have gone on as they came. */
  private read = 0;
  private passedTo = 0;
  private line: FaultLine | undefined;
  /** Bytes are read, and what they call back is not to be acted upon yet. */
  private isReading = false;
  /** Nothing comes any more, and the other side is not told yet. */
  private isEnding = false;
  /** Nothing goes on any more. */
  private isBlack = false;
  greetingTold: Greeting | undefined;
  socketType: string | undefined;
  identity: Uint8Array | undefined;
  /** Its part of the handshake is over. */
  isReady = false;
  /** Nothing is decoded any more. */
  isUndecoded = false;
  private isSubscriber = false;

  constructor(
    private readonly owner: LaneOwner,
    readonly side: TapSide,
    private readonly writer: CaptureWriter,
    private readonly to: LaneEnd,
    holding: Holding,
    peerMajor: () => number | undefined,
  ) {
    this.stream = new WireStream(this, holding, peerMajor);
  }

  get direction(): typeof IN | typeof OUT {
    return this.side === 'connector' ? OUT : IN;
  }

  /** Version and mechanism. */
  get speaks(): string | undefined {
    const told = this.greetingTold;
    if (!told) return undefined;
    const { major, minor = 0, mechanism } = told;
    return `ZMTP ${major}.${minor}${mechanism === undefined ? '' : `, ${mechanism}`}`;
  }

  take(chunk: Uint8Array): void {
    if (!this.line && this.owner.faults) this.line = this.newLine(this.owner.faults);
    // Each side waits for parts of a greeting.
    if (!this.line || !this.stream.decoder.isGreeted) this.passOn(chunk);
    this.isReading = true;
    this.stream.take(chunk);
    this.isReading = false;
    this.leaveLine();
  }

  /** As it came. */
  private passOn(bytes: Uint8Array): void {
    this.passedTo += bytes.length;
    if (bytes.length > 0 && !this.isBlack) this.to.write(bytes);
  }

  private newLine(rules: FaultRules): FaultLine {
    const write = (bytes: Uint8Array) => {
      if (!this.isBlack) this.to.write(bytes);
    };
    const emptied = () => this.leaveLine();
    const event = (facts: EventFacts) => this.owner.event(facts);
    const { number, source } = this.owner;
    const connection = { number, isEncrypted: () => source.isEncrypted === true };
    const end = { write, event, emptied, breakOff: () => this.to.breakOff(), setFull: (isFull: boolean) => this.to.setFull(isFull) };
    return new FaultLine(rules, this.way, connection, end);
  }

  private get way(): FaultWay {
    return this.side === 'connector' ? 'to target' : 'from target';
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
    const { unread } = this.stream;
    const passed = this.passedTo - this.read;
    if (unread.length > passed) this.passOn(unread.slice(Math.max(0, passed)));
  }

  get heldMessage(): HeldMessage | undefined {
    return this.line?.heldMessage;
  }
  letGo(number: number, how: LettingGo): boolean {
    return this.line?.letGo(number, how) === true;
  }

  /** Nothing comes any more; what is on its way still goes on. */
  ended(): void {
    this.tellCut();
    this.isEnding = true;
    this.leaveLine();
  }

  /** The connection is over. */
  close(): void {
    this.tellCut();
    this.line?.close();
    this.line = undefined;
  }

  private tellCut(): void {
    const { unread } = this.stream;
    if (unread.length > 0 && this.greetingTold && !this.isUndecoded)
      this.owner.event({ code: 'message cut', side: this.side, size: unread.length });
    // What was never to be whole goes on all the same.
    if (this.line && unread.length > 0) this.passOn(unread.slice(Math.max(0, this.passedTo - this.read)));
    this.stream.end();
  }

  greeting(greeting: Greeting, identity?: Uint8Array): void {
    this.greetingTold = greeting;
    this.socketType = greeting.socketType;
    this.identity = identity?.length ? identity : undefined;
    // From version 3 on a command tells the rest.
    if (greeting.mechanism === undefined) this.ready();
    this.owner.told();
  }

  command(command: Command): void {
    const { side } = this;
    if ('metadata' in command) this.metadata(command.metadata);
    else if ('topic' in command) this.subscription(command.name === 'SUBSCRIBE', command.topic);
    else if ('group' in command)
      this.owner.event({ code: command.name === 'JOIN' ? 'join' : 'leave', side, group: previewFrame(command.group, shownLength) });
    else if ('timeToLive' in command)
      this.owner.event({ code: 'ping', side, ...(command.timeToLive > 0 ? { timeToLive: command.timeToLive / 10 } : {}) });
    else if ('context' in command) this.owner.event({ code: 'pong', side });
    else if ('reason' in command)
      this.owner.event({ code: 'side refused', side, detail: previewFrame(bytesOf(command.reason), shownLength) });
    else if ('username' in command)
      this.owner.event({ code: 'handshake step', side, name: command.name, username: previewFrame(command.username, shownLength) });
    else this.plainCommand(command.name, command.size);
  }

  private plainCommand(name: string, size: number): void {
    // RFC 26 has the encrypted messages as commands.
    if (name === 'MESSAGE' && this.owner.source.isEncrypted) {
      this.largeMessage([], Uint32Array.of(size), 1);
      return;
    }
    const isStep = ['HELLO', 'WELCOME', 'INITIATE', 'READY'].includes(name);
    this.owner.event(isStep ? { code: 'handshake step', side: this.side, name } : { code: 'command', side: this.side, name, size });
    if (name !== 'READY' && name !== 'INITIATE') return;
    this.ready();
    this.owner.told();
  }

  private metadata(metadata: Metadata): void {
    const type = valueOf(metadata, 'Socket-Type');
    const identity = valueOf(metadata, 'Identity');
    this.socketType = type && ascii(type).slice(0, shownLength);
    this.identity = identity?.length ? identity : undefined;
    this.ready();
    this.owner.told();
  }

  private ready(): void {
    const { socketType, identity, speaks = '' } = this;
    this.isReady = true;
    this.isSubscriber = socketType === 'SUB' || socketType === 'XSUB';
    this.owner.event({
      code: 'side ready',
      side: this.side,
      speaks,
      ...(socketType === undefined ? {} : { socketType }),
      ...(identity ? { identity: previewFrame(identity, shownLength) } : {}),
    });
  }

  fault({ code, at }: Fault): void {
    this.isUndecoded = true;
    this.owner.event({ code: 'not decoded', side: this.side, cause: code, at });
    this.owner.told();
  }

  private subscription(isNew: boolean, topic: Uint8Array): void {
    this.owner.event({ code: isNew ? 'subscribe' : 'unsubscribe', topic: previewFrame(topic, shownLength) });
  }

  passed(bytes: Uint8Array, from: number, to: number, table: FrameTable): void {
    const first = table.count > 0 ? this.record(bytes, table) : undefined;
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

  /** Number of the first record; undefined where the messages are none that faults are about. */
  private record(bytes: Uint8Array, { bounds, frames, count }: FrameTable): number | undefined {
    const { source, isPaused } = this.owner;
    if (isPaused) return undefined;
    const time = now();
    const { direction } = this;
    if (!source.exchanges && !this.isSubscriber)
      return this.writer.messages(source, { time, source: source.number, direction, bytes, bounds, frames, count });
    let first: number | undefined;
    for (let i = 0, frame = 0; i < count; i++) {
      const message = framesOf({ bytes, bounds }, frame, frames[i] as number);
      frame += message.length;
      // Subscriptions towards ZMTP 3.0 and before are messages.
      const subscription = this.isSubscriber && message.length === 1 && message[0] ? parseSubscription(message[0]) : undefined;
      if (subscription) this.subscription(subscription.subscribe, subscription.topic);
      else {
        const record = this.writer.message(source, direction, message, time);
        first ??= record;
      }
    }
    return this.isSubscriber ? undefined : first;
  }

  largeMessage(beginning: readonly Uint8Array[], sizes: Uint32Array, frames: number): void {
    if (!this.owner.isPaused) this.writer.message(this.owner.source, this.direction, beginning, now(), { sizes, frames });
  }
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
