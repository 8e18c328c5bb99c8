import { framesOf } from '../../core/capture/capture';
import type { Source } from '../../core/capture/sources';
import { IN, OUT } from '../../core/capture/segment';
import { previewFrame } from '../../core/base/preview';
import { parseSubscription, subscriptionFacts } from '../../core/socket/subscriptions';
import { ascii } from '../../core/zmtp/ascii';
import type { Command } from '../../core/zmtp/commands';
import type { Fault, SkippedMessage } from '../../core/zmtp/decoder';
import type { FrameTable } from '../../core/zmtp/frameTable';
import { speaksOf, type Greeting } from '../../core/zmtp/greeting';
import { valueOf, type Metadata } from '../../core/zmtp/metadata';
import type { TapSide } from '../../protocol/events';
import type { CaptureWriter } from '../inspection/captureWriter';
import { now } from '../process/clock';
import { LaneBytes, type BytesOwner, type LaneEnd } from './laneBytes';
import type { Holding } from './stream/holding';
import { WireStream, type StreamReader } from './stream/wireStream';

/** Characters of a topic, an identity or a reason in an event. */
const shownLength = 200;

/** Of what a lane is one direction. */
export interface LaneOwner extends BytesOwner {
  readonly source: Source;
  readonly isPaused: boolean;
  /** The side told something new of itself. */
  told(): void;
}

/** One direction of a tapped connection: what passes becomes records of its source. */
export class Lane implements StreamReader {
  readonly stream: WireStream;
  readonly bytes: LaneBytes;
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
    to: LaneEnd,
    holding: Holding,
    peerMajor: () => number | undefined,
  ) {
    this.stream = new WireStream(this, holding, peerMajor);
    this.bytes = new LaneBytes(owner, side, to, () => this.stream.unread);
  }

  /** A message that waits has a record. */
  private get isPaused(): boolean {
    return this.owner.isPaused && !this.bytes.isOneByOne;
  }

  get direction(): typeof IN | typeof OUT {
    return this.side === 'connector' ? OUT : IN;
  }

  /** Version and mechanism. */
  get speaks(): string | undefined {
    return this.greetingTold && speaksOf(this.greetingTold);
  }

  take(chunk: Uint8Array): void {
    this.bytes.take(chunk, this.stream.decoder.isGreeted, () => this.stream.take(chunk));
  }

  /** Nothing comes any more; what is on its way still goes on. */
  ended(): void {
    this.tellCut();
    this.bytes.ended();
  }

  /** The connection is over. */
  close(): void {
    this.tellCut();
    this.bytes.close();
  }

  private tellCut(): void {
    const { unread } = this.stream;
    if (unread.length > 0 && this.greetingTold && !this.isUndecoded)
      this.owner.event({ code: 'message cut', side: this.side, size: unread.length });
    this.bytes.cut();
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
    else if ('topic' in command) this.owner.event(subscriptionFacts({ subscribe: command.name === 'SUBSCRIBE', topic: command.topic }));
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
      this.recordBeginning([], { sizes: Uint32Array.of(size), frames: 1, bytes: size });
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

  passed(bytes: Uint8Array, from: number, to: number, table: FrameTable): void {
    const first = table.count > 0 ? this.record(bytes, table) : undefined;
    this.bytes.wasRead(bytes, from, to, table, first);
  }

  /** Number of the first record; undefined where the messages are none that faults are about. */
  private record(bytes: Uint8Array, { bounds, frames, count }: FrameTable): number | undefined {
    const { source } = this.owner;
    if (this.isPaused) return undefined;
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
      if (subscription) this.owner.event(subscriptionFacts(subscription));
      else {
        const record = this.writer.message(source, direction, message, time);
        first ??= record;
      }
    }
    return this.isSubscriber ? undefined : first;
  }

  largeMessage(beginning: readonly Uint8Array[], onWire: SkippedMessage): void {
    const record = this.recordBeginning(beginning, onWire);
    if (record !== undefined && this.bytes.meetsFaults) this.owner.event({ code: 'fault', side: this.side, act: 'untouched', record });
  }

  private recordBeginning(beginning: readonly Uint8Array[], onWire: SkippedMessage): number | undefined {
    if (this.isPaused) return undefined;
    return this.writer.message(this.owner.source, this.direction, beginning, now(), onWire);
  }
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
