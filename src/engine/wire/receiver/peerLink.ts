import type { Socket } from 'node:net';
import type { Source } from '../../../core/capture/sources';
import { IN, type Batch } from '../../../core/capture/segment';
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
import type { Holding } from '../stream/holding';
import { WireStream, type StreamReader } from '../stream/wireStream';
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

/** What a link does with its connection. */
type LinkSocket = Pick<Socket, 'write' | 'destroy' | 'pause' | 'resume' | 'once' | 'writableLength'>;

/** Octets of answers that a peer may leave unread before nothing more is read of it. */
const mostAnswers = 64 * 1024;
/** Messages that wait for a publisher that does not read, as libzmq has it (ZMQ_SNDHWM). */
const defaultHighWaterMark = 1000;

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
  /** Why it is not read for now. */
  private readonly pauses = new Set<'holding' | 'answers'>();
  /** Messages that are written, and not sent yet. */
  private underWay = 0;
  private readonly heartbeat: Heartbeat;
  private readonly timer: NodeJS.Timeout;

  /** @param address of the other side */
  constructor(
    private readonly socket: LinkSocket,
    readonly number: number,
    readonly address: string,
    private readonly owner: LinkOwner,
  ) {
    this.stream = new WireStream(this, owner.holding, () => 3);
    this.heartbeat = new Heartbeat(owner.options, {
      send: (name, content) => this.sendHeartbeat(name, content),
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
    // libzmq 4.2 greets as 3.0 and knows heartbeats.
    if ((this.told?.major ?? 0) >= 3) this.heartbeat.start();
    if (!this.hears) return;
    // At once, in one write: there may be many.
    const subscriptions = Array.from(this.owner.topics.topics(), ({ topic }) => this.subscription(topic, true));
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

  /** What an XSUB says upstream beside subscriptions. Where a publisher does not read it is dropped, as libzmq does. */
  send(frames: readonly Uint8Array[]): void {
    const { sendHighWaterMark: most = defaultHighWaterMark } = this.owner.options;
    if (!this.isReady || !this.hears || (most > 0 && this.underWay >= most)) return;
    this.underWay++;
    this.socket.write(encodeMessage(frames), () => this.underWay--);
  }

  /** A peer that asks and does not read is not read any more until it does. */
  private sendHeartbeat(name: 'PING' | 'PONG', content: Uint8Array): void {
    this.sendCommand(name, content);
    if (this.isClosed || this.socket.writableLength <= mostAnswers || this.pauses.has('answers')) return;
    this.pause('answers');
    this.socket.once('drain', () => this.goOnAfter('answers'));
  }

  wait(): void {
    this.pause('holding');
  }
  goOn(): void {
    this.goOnAfter('holding');
  }

  private pause(why: 'holding' | 'answers'): void {
    this.pauses.add(why);
    this.heartbeat.isDeaf = true;
    this.socket.pause();
  }

  private goOnAfter(why: 'holding' | 'answers'): void {
    if (!this.pauses.delete(why) || this.pauses.size > 0 || this.isClosed) return;
    this.heartbeat.isDeaf = false;
    this.heartbeat.heard();
    this.socket.resume();
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
    const allowed = this.allowed(table);
    if (allowed > 0) this.keep(source, { time: now(), source: source.number, direction: IN, bytes, bounds, frames, count: allowed });
    if (allowed < count) this.close({ what: 'too large' });
  }

  private keep(source: Source, batch: Batch): void {
    const { type, topics, writer } = this.owner;
    const { bytes, bounds, frames, count } = batch;
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

  /** How many of the messages come before the first one with a frame that is too large. */
  private allowed({ bounds, frames, frameCount, count }: FrameTable): number {
    if (!this.isTooLarge((bounds[2 * frameCount - 1] as number) - (bounds[0] as number))) return count;
    for (let message = 0, bound = 0; message < count; message++) {
      const end = bound + 2 * (frames[message] as number);
      for (; bound < end; bound += 2) if (this.isTooLarge((bounds[bound + 1] as number) - (bounds[bound] as number))) return message;
    }
    return count;
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
