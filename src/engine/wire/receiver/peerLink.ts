import type { Socket } from 'node:net';
import type { Source } from '../../../core/capture/sources';
import { IN } from '../../../core/capture/segment';
import type { WireType } from '../../../core/socket/receiverChoice';
import { socketTypes } from '../../../core/socket/socketTypes';
import { encodeSubscription } from '../../../core/socket/subscriptions';
import type { TopicFilter } from '../../../core/socket/topicFilter';
import { ascii } from '../../../core/zmtp/ascii';
import { encodeCommand, type Command } from '../../../core/zmtp/commands';
import type { Fault, SkippedMessage } from '../../../core/zmtp/decoder';
import { COMMAND, encodeFrame, encodeMessage } from '../../../core/zmtp/frames';
import type { FrameTable } from '../../../core/zmtp/frameTable';
import { encodeGreeting, greetingLength, signatureLength, speaksOf, typesOfVersion2, type Greeting } from '../../../core/zmtp/greeting';
import { encodeMetadata, valueOf } from '../../../core/zmtp/metadata';
import type { SocketOptions } from '../../../protocol/sockets';
import type { CaptureWriter } from '../../inspection/captureWriter';
import { now } from '../../process/clock';
import { WireStream, type Holding, type StreamReader } from '../stream/wireStream';
import { Heartbeat } from './heartbeat';

/** How long a handshake may take, ms, as libzmq has it. */
export const handshakeTime = 30_000;

/** Why a connection is over. `ended`: by the other side, or by the network. */
export type LinkFault =
  | { what: 'mechanism'; mechanism: string }
  | { what: 'types'; socketType: string }
  | { what: 'refused'; reason: string }
  | { what: 'unanswered' }
  | { what: 'not ZMTP'; fault: Fault }
  | { what: 'too large' }
  | { what: 'no heartbeat' }
  | { what: 'ended' };

/** Whose connection it is. */
export interface LinkOwner {
  readonly type: WireType;
  readonly options: SocketOptions;
  /** Bytes of the largest frame; -1 for no limit. */
  readonly maxMessageSize: number;
  readonly topics: TopicFilter;
  readonly writer: CaptureWriter;
  readonly holding: Holding;
  /** The handshake is over: the source of what comes. */
  ready(link: PeerLink): Source;
  ended(link: PeerLink, fault: LinkFault): void;
}

/** One connection of a socket that receives by our own codec: the handshake as a peer of its type, then messages into the log. */
export class PeerLink implements StreamReader {
  identity: Uint8Array | undefined;
  /** Of the other side, as it told it. */
  socketType: string | undefined;
  /** Since the handshake is over. */
  source: Source | undefined;
  private readonly stream: WireStream;
  private readonly ownGreeting = encodeGreeting();
  private greeted = 0;
  private told: Greeting | undefined;
  private isClosed = false;
  private readonly heartbeat: Heartbeat;
  private readonly timer: NodeJS.Timeout;

  /** @param address of the other side */
  constructor(
    private readonly socket: Pick<Socket, 'write' | 'destroy'>,
    readonly number: number,
    readonly address: string,
    private readonly owner: LinkOwner,
  ) {
    this.stream = new WireStream(this, owner.holding, () => 3);
    this.heartbeat = new Heartbeat(owner.options, {
      send: (name, content) => this.sendCommand(name, content),
      silent: () => this.close({ what: 'no heartbeat' }),
    });
    this.timer = setTimeout(() => this.close({ what: 'unanswered' }), handshakeTime);
    this.greet(signatureLength);
  }

  /** Version and mechanism. */
  get speaks(): string | undefined {
    return this.told && speaksOf(this.told);
  }

  get isReady(): boolean {
    return this.source !== undefined;
  }

  /** Octets that came. They are used again once this returns. */
  take(bytes: Uint8Array): void {
    this.heartbeat.heard();
    this.stream.take(bytes);
    if (this.isClosed) return;
    if (this.isTooLarge(this.stream.decoder.wants)) this.close({ what: 'too large' });
    else if (!this.isReady) this.answerGreeting();
  }

  private answerGreeting(): void {
    // A peer that knows no versions shows so by its first octets; one that does waits for ours as we wait for its.
    const { major } = this.stream.decoder;
    if (major === undefined ? this.stream.unread.length >= signatureLength : major > 1)
      this.greet(major !== undefined && major >= 3 ? greetingLength : signatureLength + 1);
  }

  /** Our greeting up to this octet. */
  private greet(to: number): void {
    if (this.greeted >= to) return;
    this.socket.write(this.ownGreeting.slice(this.greeted, to));
    this.greeted = to;
  }

  greeting(greeting: Greeting, identity?: Uint8Array): void {
    this.told = greeting;
    const { major, mechanism, socketType } = greeting;
    if (mechanism !== undefined) {
      this.greet(greetingLength);
      if (mechanism !== 'NULL') return this.close({ what: 'mechanism', mechanism });
      const metadata = encodeMetadata([
        ['Socket-Type', Buffer.from(socketTypes[this.owner.type].label)],
        ['Identity', new Uint8Array(0)],
      ]);
      this.sendCommand('READY', metadata);
      return;
    }
    if (major === 2) {
      this.greet(signatureLength + 1);
      const ownType = typesOfVersion2.indexOf(socketTypes[this.owner.type].label);
      this.socket.write(Uint8Array.of(ownType, ...encodeFrame(new Uint8Array(0))));
    }
    this.ready(socketType, identity);
  }

  command(command: Command): void {
    if ('metadata' in command) {
      if (this.isReady) return;
      const type = valueOf(command.metadata, 'Socket-Type');
      this.ready(type && ascii(type), valueOf(command.metadata, 'Identity'));
    } else if ('reason' in command) this.close({ what: 'refused', reason: command.reason });
    else if ('timeToLive' in command) this.heartbeat.ping(command.timeToLive, command.context);
  }

  /** @param socketType undefined from a peer of ZMTP 1.0, which tells none */
  private ready(socketType: string | undefined, identity: Uint8Array | undefined): void {
    if (this.isClosed) return;
    this.socketType = socketType;
    this.identity = identity?.length ? identity : undefined;
    if (socketType !== undefined && !socketTypes[this.owner.type].peers.some((type) => socketTypes[type].label === socketType))
      return this.close({ what: 'types', socketType });
    clearTimeout(this.timer);
    this.source = this.owner.ready(this);
    if (this.knowsCommands) this.heartbeat.start();
    if (!this.hears) return;
    // At once, in one write: there may be many.
    const subscriptions = [...this.owner.topics.topics()].map((topic) => this.subscription(topic, true));
    if (subscriptions.length > 0) this.socket.write(Buffer.concat(subscriptions));
  }

  /** From ZMTP 3.1 on. */
  private get knowsCommands(): boolean {
    const { major = 0, minor = 0 } = this.told ?? {};
    return major > 3 || (major === 3 && minor >= 1);
  }

  /** A publisher of ZMTP 1.0 sends everything and reads nothing (RFC 13). */
  private get hears(): boolean {
    return this.told?.major !== 1;
  }

  /** A new subscription, or the end of one. */
  subscribe(topic: Uint8Array, on: boolean): void {
    if (this.isReady && this.hears) this.socket.write(this.subscription(topic, on));
  }

  /** A command from version 3.1 on, a message before (RFC 37, "Backwards Interoperability"). */
  private subscription(topic: Uint8Array, on: boolean): Uint8Array {
    if (this.knowsCommands) return encodeFrame(encodeCommand(on ? 'SUBSCRIBE' : 'CANCEL', topic), COMMAND);
    return encodeMessage([encodeSubscription(topic, on)]);
  }

  /** What an XSUB says upstream, be it a subscription or not. */
  send(frames: readonly Uint8Array[]): void {
    if (this.isReady && this.hears) this.socket.write(encodeMessage(frames));
  }

  private sendCommand(name: string, content: Uint8Array): void {
    if (!this.isClosed) this.socket.write(encodeFrame(encodeCommand(name, content), COMMAND));
  }

  fault(fault: Fault): void {
    this.close({ what: 'not ZMTP', fault });
  }

  passed(bytes: Uint8Array, _from: number, _to: number, table: FrameTable): void {
    const { source } = this;
    if (table.count === 0 || !source || this.isClosed) return;
    const { bounds, frames, count } = table;
    if (this.hasTooLarge(bounds, table.frameCount)) return this.close({ what: 'too large' });
    const { type, topics, writer } = this.owner;
    const batch = { time: now(), source: source.number, direction: IN, bytes, bounds, frames, count } as const;
    if (type !== 'sub') {
      writer.messages(source, batch);
      return;
    }
    // A publisher of ZMTP 1.0 sends everything, and others go on for a moment with what nobody wants any more.
    for (let message = 0, bound = 0; message < count;) {
      const first = message;
      const firstBound = bound;
      while (message < count && topics.matches(bytes, bounds[bound] as number, bounds[bound + 1] as number))
        bound += 2 * (frames[message++] as number);
      if (message === count && first === 0) writer.messages(source, batch);
      else if (message > first)
        writer.messages(source, { ...batch, bounds: bounds.subarray(firstBound), frames: frames.subarray(first), count: message - first });
      if (message < count) bound += 2 * (frames[message++] as number);
    }
  }

  largeMessage(beginning: readonly Uint8Array[], onWire: SkippedMessage): void {
    const { source } = this;
    const { type, topics, writer } = this.owner;
    const [first = new Uint8Array(0)] = beginning;
    if (source && !this.isClosed && (type !== 'sub' || topics.matches(first, 0, first.length)))
      writer.message(source, IN, beginning, now(), onWire);
  }

  private isTooLarge(size: number): boolean {
    const { maxMessageSize } = this.owner;
    return maxMessageSize >= 0 && size > maxMessageSize;
  }

  private hasTooLarge(bounds: Uint32Array, frames: number): boolean {
    const last = 2 * frames;
    if (!this.isTooLarge((bounds[last - 1] as number) - (bounds[0] as number))) return false;
    for (let i = 0; i < last; i += 2) if (this.isTooLarge((bounds[i + 1] as number) - (bounds[i] as number))) return true;
    return false;
  }

  /** The connection is over. */
  close(fault: LinkFault): void {
    if (this.isClosed) return;
    this.isClosed = true;
    clearTimeout(this.timer);
    this.heartbeat.stop();
    this.stream.end();
    this.socket.destroy();
    this.owner.ended(this, fault);
  }
}
