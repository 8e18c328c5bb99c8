import { t } from '@vscode/l10n';
import { patience } from '../../core/base/patience';
import { IN, OUT } from '../../core/capture/segment';
import type { Endpoint } from '../../core/socket/endpoint';
import { isIPv6Endpoint, isWildcard, parseEndpoint } from '../../core/socket/endpoint';
import { ZmqError } from '../../core/base/errors';
import type { WireType } from '../../core/socket/receiverChoice';
import { defaultMaxMessageSize } from '../../core/socket/socketOptions';
import { tooManyTopics } from '../../core/socket/socketSpec';
import { socketTypes } from '../../core/socket/socketTypes';
import { encodeSubscription, subscriptionFacts } from '../../core/socket/subscriptions';
import type { EventFacts, NotPassedFacts } from '../../protocol/events';
import type {
  EndpointInfo,
  EndpointRole,
  Rates,
  ReceiverWish,
  SendOutcome,
  SendParams,
  SocketInfo,
  SocketSpec,
  Turn,
} from '../../protocol/sockets';
import { now } from '../process/clock';
import { codeOf } from '../process/errno';
import type { Source } from '../../core/capture/sources';
import type { CaptureWriter } from '../inspection/captureWriter';
import { RateMeter } from '../process/rateMeter';
import type { AddressBook } from './addressBook';
import { checkSourceInterface, takesIPv6 } from './addresses';
import { BindError } from './bindError';
import { LibzmqCarrier, type Carrier } from './carrier';
import { CodecCarrier } from './codecCarrier';
import { CodecPeers, wireTypeOf } from './codecPeers';
import { EndpointTracker } from './endpointTracker';
import { EventThrottle } from './eventThrottle';
import { HeardPeers } from './heardPeers';
import { LockStep } from './lockStep';
import { receiveLoop } from './receiveLoop';
import { OwnTopics } from './ownTopics';
import { ReceiveQueue } from './receiveQueue';
import { refusal, refusalFrom, refused, sentTo } from './sendOutcome';
import type { Refusal } from './sendOutcome';
import { Subscribers } from './subscribers';
import type { ConnectionEvent } from '../wire/receiver/connectionEvent';
import { cutFacts, handshakeFacts, type CameIn } from '../wire/receiver/linkFacts';
import { notByCodec, type WishOrigin } from '../wire/receiver/obstacles';
import type { LinkFault, PeerLink } from '../wire/receiver/peerLink';
import { WireReceiver } from '../wire/receiver/wireReceiver';
import type { ZmqEvent, ZmqSocket } from './zmq';
import { createSocket, observesSubscriptions } from './zmq';

/** How long a message that is passed on waits at once for a peer to take it, ms; other operations on the socket wait as long. */
const passTime = 100;
/** Of what peers subscribed to; the list is asked for as often as anything changes. */
const maxListedTopics = 1000;
const maxListedBytes = 64 * 1024;

/** What became of a message that was to be passed on; `no room`: it can be tried again. */
export type Passing = 'passed' | 'no room' | 'closed' | Pick<NotPassedFacts, 'cause' | 'detail'>;

/** What passes on all messages of a socket, and writes them into the log in its place. */
export interface Relay {
  /** Its name in the log, and the socket's number in it, from 1. */
  readonly id: string;
  readonly side: number;
  received(frames: Buffer[], time: number): void;
  /** Settles when another message can be taken. */
  turn(): Promise<void>;
}

/** Whom a socket belongs to, and who follows it beside the log. */
export interface SocketOwner {
  /** The chat's id. */
  chat?: string;
  relay?: Relay;
  /** Something happened to its connections. */
  event(facts: EventFacts): void;
  /** It is closed, by whomever. */
  closed(): void;
}

/** One open socket: its endpoints, subscriptions, turn, and the traffic that goes through it into the log. */
export class EngineSocket {
  readonly type;
  private readonly traits;
  private readonly carrier: Carrier;
  /** Absent where our own codec alone receives. */
  private libzmq: ZmqSocket | undefined;
  private queue: ReceiveQueue | undefined;
  private readonly isByCodec: boolean;
  private readonly codecPeers: CodecPeers;
  private readonly tracker: EndpointTracker;
  private readonly throttle: EventThrottle;
  private readonly rates = new RateMeter();
  private readonly topics = new OwnTopics();
  private readonly subscribers?: Subscribers;
  private readonly lockStep?: LockStep;
  private readonly heardPeers = new HeardPeers();
  private delimiterSeen?: boolean;
  /** When the last peer came, ms, and whether it was told that some are not heard. */
  private handshakeAt = 0;
  private toldUnheard = false;
  /** How many connections had ended when the request came that is to be answered, and when the last message came. */
  private departuresAtRequest = 0;
  private heardAt = -1;
  /** The last operation on the socket; libzmq takes one at a time. */
  private last: Promise<unknown> = Promise.resolve();
  private closing = false;

  constructor(
    readonly id: string,
    public name: string,
    readonly spec: SocketSpec,
    readonly source: Source,
    private readonly writer: CaptureWriter,
    private readonly addresses: AddressBook,
    /** Told whenever `info` would read differently; `endpoints` where one was added or removed. */
    private readonly onChange: (what?: 'endpoints') => void,
    /** What is to receive, where the socket has no option of its own. */
    private readonly generalWish: ReceiverWish,
    private readonly owner?: SocketOwner,
  ) {
    this.type = spec.type;
    this.traits = socketTypes[spec.type];
    const options = spec.options ?? {};
    this.tracker = new EndpointTracker(spec.type, () => (this.libzmq ? this.maxMessageSize : -1));
    this.throttle = new EventThrottle((repeated) => this.record(repeated));
    this.codecPeers = new CodecPeers(this, writer);
    // A chat and a proxy take their messages from libzmq as they come.
    const wireType = owner ? undefined : wireTypeOf(spec, this.wish, this.wishOrigin);
    this.isByCodec = wireType !== undefined;
    this.carrier = wireType ? this.byCodec(wireType) : this.byLibzmq();
    if (observesSubscriptions(spec.type, options)) this.subscribers = new Subscribers(spec.type === 'pub' || options.verboser === true);
    if (this.traits.lockStep) this.lockStep = new LockStep(this.traits.lockStep);
    this.record({ code: 'opened', type: this.type });
    if (options.conflate && this.traits.canReceive) this.record({ code: 'conflated' });
    this.follow();
  }

  private get wish(): ReceiverWish {
    return this.spec.options?.receiver ?? this.generalWish;
  }

  private get wishOrigin(): WishOrigin {
    return this.spec.options?.receiver === undefined ? 'setting' : 'option';
  }

  private byLibzmq(): Carrier {
    const { type, owner } = this;
    const options = this.spec.options ?? {};
    const socket = createSocket(type, options);
    const isLogged = this.traits.canReceive && !owner?.relay;
    this.libzmq = socket;
    this.queue = new ReceiveQueue(socket, isLogged && options.receiveHighWaterMark === undefined, type);
    if (owner?.relay && this.waitsForRoom) socket.sendTimeout = passTime;
    return new LibzmqCarrier(socket);
  }

  private byCodec(type: WireType): Carrier {
    const codec = new WireReceiver(type, this.spec.options ?? {}, this.maxMessageSize, this.writer, {
      event: (event) => this.observed(event),
      failed: (...about) => this.linkFailed(...about),
      behind: (seconds) => this.isBehind(seconds),
      peers: this.codecPeers,
    });
    return new CodecCarrier(codec, (obstacle, endpoint) => {
      if (this.wish === 'wire') throw notByCodec(obstacle, this.wishOrigin, endpoint);
      const carrier = this.byLibzmq();
      this.follow();
      return carrier;
    });
  }

  private get maxMessageSize(): number {
    return this.spec.options?.maxMessageSize ?? defaultMaxMessageSize;
  }

  private linkFailed(endpoint: string, link: PeerLink, fault: LinkFault, cameIn?: CameIn): void {
    let facts: EventFacts | undefined;
    if (link.isReady) {
      this.tracker.handle({ type: 'disconnect', address: endpoint }, now());
      facts = cutFacts(fault, endpoint, link.address, this.maxMessageSize);
    } else facts = this.tracker.handshakeFault(endpoint, handshakeFacts(fault, this.type, cameIn));
    if (facts) this.recordThrottled(facts);
    this.onChange();
  }

  /** Follows what carries it as long as it does. */
  private follow(): void {
    const { libzmq } = this;
    if (!libzmq) return;
    void this.observe(libzmq);
    void this.receive(libzmq);
  }

  /** Whether something opened it that closes it, too. */
  get owned(): boolean {
    return this.owner !== undefined;
  }

  /** Whether it is shown for itself, and not as a part of a proxy. */
  get isListed(): boolean {
    return this.owner?.relay === undefined || this.owner.chat !== undefined;
  }

  get info(): SocketInfo {
    const peerTopics = this.subscribers?.topics.list(maxListedTopics, maxListedBytes);
    return {
      id: this.id,
      chat: this.owner?.chat,
      name: this.name,
      type: this.type,
      endpoints: this.endpointInfos,
      subscriptions: this.topics.list,
      peerSubscriptions: peerTopics?.topics,
      peerSubscriptionsCut: peerTopics?.cut || undefined,
      options: this.spec.options ?? {},
      turn: this.lockStep?.turn,
      state: this.tracker.state,
      peers: this.tracker.peers,
      ...(this.traits.canReceive ? { receiver: this.receiver } : {}),
      ...(this.isByCodec ? { peerList: this.codecPeers.list } : {}),
      heardPeers: this.heardPeers.list,
      delimiterSeen: this.delimiterSeen,
      counters: { ...this.source.counters },
      rates: this.currentRates,
    };
  }

  private get receiver(): SocketInfo['receiver'] {
    if (!this.isByCodec) return 'libzmq';
    return this.libzmq ? 'wire and libzmq' : 'wire';
  }

  get subscriptions(): readonly Uint8Array[] {
    return this.topics.list;
  }

  get currentRates(): Rates {
    return this.rates.rates;
  }

  /** Copies that may leave the process. */
  get endpointInfos(): EndpointInfo[] {
    return this.tracker.snapshot();
  }

  get endpoints(): readonly EndpointInfo[] {
    return this.tracker.list;
  }

  get peers(): number {
    return this.tracker.peers;
  }

  get turn(): Turn | undefined {
    return this.lockStep?.turn;
  }

  /** PUB, XPUB: whether a peer has a subscription that a message with this first frame matches; undefined where it cannot be seen. */
  hasSubscriber(first: Uint8Array): boolean | undefined {
    return this.subscribers && this.subscribers.topics.matching(first, Infinity).atMost > 0;
  }

  setInprocPeers(endpoint: EndpointInfo, peers: number): void {
    if (endpoint.peers === peers) return;
    const lost = endpoint.role === 'connect' && peers === 0;
    this.tracker.setInprocPeers(endpoint, peers);
    if (lost) void this.exclusively(() => this.connectAgain(endpoint));
    this.onChange();
  }

  /** Once a second: rates and held-back events. True where a rate changed. */
  tick(): boolean {
    for (const facts of this.tracker.overdue(now())) this.recordThrottled(facts);
    this.tellUnheard(now());
    this.throttle.flush(now());
    return this.rates.tick(this.source.counters, now());
  }

  /** `at`: where it shall listen, instead of where `given` leaves the choice. @throws ZmqError `invalidEndpoint`, `unsupportedTransport`, `addressInUse`, `addressUnavailable` */
  async addEndpoint(role: EndpointRole, given: string, at = given): Promise<EndpointInfo> {
    const endpoint = parseEndpoint(at, role);
    const requested = parseEndpoint(given, role).text;
    const chosen = this.spec.options?.ipv6;
    if (chosen === false && isIPv6Endpoint(endpoint.text))
      throw this.withoutIPv6(endpoint, t('{0} is an IPv6 address, and the option ipv6 of "{1}" is off.', endpoint.text, this.name));
    return this.exclusively(async () => {
      if (!isWildcard(endpoint) && this.tracker.find(role, endpoint.text)) {
        throw new ZmqError(
          'addressInUse',
          role === 'bind'
            ? t('This socket is already bound to {0}.', endpoint.text)
            : t('This socket is already connected to {0}.', endpoint.text),
          {
            endpoint: endpoint.text,
            hint: t('Choose another endpoint.'),
          },
        );
      }
      this.queue?.addEndpoint(endpoint.text);
      if (role === 'connect') await checkSourceInterface(endpoint);
      const ipv6 = chosen === true || (role === 'connect' && (await takesIPv6(endpoint)));
      if (chosen === false && ipv6)
        throw this.withoutIPv6(
          endpoint,
          t('"{0}" is the name of an IPv6 address only, and the option ipv6 of "{1}" is off.', endpoint.host ?? '', this.name),
        );
      const added = role === 'bind' ? await this.bind(endpoint, requested) : this.connect(endpoint, ipv6);
      this.onChange('endpoints');
      return added;
    });
  }

  private withoutIPv6({ text }: Endpoint, message: string): ZmqError {
    return new ZmqError('invalidOption', message, {
      endpoint: text,
      hint: t('Open the socket with the option on, or without it: then it is on for IPv6 addresses.'),
    });
  }

  private async bind(endpoint: Endpoint, requested: string): Promise<EndpointInfo> {
    try {
      const resolved = await this.addresses.bind(this.carrier, endpoint, this.name, this.spec.options?.ipv6);
      const added = this.tracker.add('bind', requested, resolved);
      this.lookAtInproc(added);
      this.record({ code: 'listening', endpoint: resolved, requested });
      return added;
    } catch (error) {
      this.record(
        error instanceof BindError
          ? error.facts
          : { code: 'bind failed', endpoint: endpoint.text, cause: 'other', detail: messageOf(error) },
      );
      throw error;
    }
  }

  private connect(endpoint: Endpoint, ipv6: boolean): EndpointInfo {
    const added = this.tracker.add('connect', endpoint.text, endpoint.text);
    try {
      this.carrier.ipv6 = ipv6;
      this.carrier.connect(endpoint.text);
      this.lookAtInproc(added);
    } catch (error) {
      this.tracker.remove(added);
      if (error instanceof ZmqError) throw error;
      throw new ZmqError('addressUnavailable', t('Cannot connect to {0}: {1}.', endpoint.text, messageOf(error)), {
        endpoint: endpoint.text,
        hint: t('Check the address.'),
      });
    }
    this.record({ code: 'connecting', endpoint: endpoint.text });
    return added;
  }

  /** libzmq does not reconnect inproc: the next one to bind the name finds this socket only if it connects anew. */
  private async connectAgain(endpoint: EndpointInfo): Promise<void> {
    if (this.closing || !this.tracker.list.includes(endpoint)) return;
    this.release(endpoint);
    this.carrier.connect(endpoint.resolved);
    this.lookAtInproc(endpoint);
  }

  /**
   * An inproc pipe is there at once, without the signal that wakes a pending receive(): unless libzmq looks at it, the sender
   * never learns that the reader sleeps.
   */
  private lookAtInproc({ resolved }: EndpointInfo): void {
    if (resolved.startsWith('inproc://')) void this.libzmq?.readable;
  }

  /** @throws ZmqError `noSuchEndpoint` */
  async removeEndpoint(role: EndpointRole, text: string): Promise<void> {
    await this.exclusively(async () => {
      const endpoint = this.tracker.find(role, text.trim());
      if (!endpoint) {
        throw new ZmqError(
          'noSuchEndpoint',
          role === 'bind' ? t('"{0}" is not bound to {1}.', this.name, text) : t('"{0}" is not connected to {1}.', this.name, text),
          {
            endpoint: text,
            hint:
              this.tracker.list.length > 0
                ? t('It has {0}.', this.tracker.list.map((each) => each.resolved).join(', '))
                : t('It has no endpoint.'),
          },
        );
      }
      // First out of the list: the events that follow are no news then.
      this.tracker.remove(endpoint);
      this.release(endpoint);
      this.record({ code: endpoint.role === 'bind' ? 'unbound' : 'unconnected', endpoint: endpoint.resolved });
      this.onChange('endpoints');
    });
  }

  private release(endpoint: EndpointInfo): void {
    try {
      if (endpoint.role === 'connect') this.carrier.disconnect(endpoint.resolved);
      else this.addresses.unbind(this.carrier, endpoint.resolved);
    } catch (error) {
      // A connection that libzmq gave up by itself is gone already: what was asked for is reached.
      this.record({ code: 'release failed', endpoint: endpoint.resolved, detail: messageOf(error) });
    }
  }

  /** @throws ZmqError `notSupportedByType` */
  async subscribe(topic: Uint8Array): Promise<void> {
    await this.changeSubscription(topic, true);
  }

  /** @throws ZmqError `notSupportedByType` */
  async unsubscribe(topic: Uint8Array): Promise<void> {
    await this.changeSubscription(topic, false);
  }

  private async changeSubscription(topic: Uint8Array, on: boolean): Promise<void> {
    if (!this.traits.subscribes) {
      throw new ZmqError('notSupportedByType', t('{0} sockets take no subscriptions.', this.traits.label), {
        hint: t('Use SUB or XSUB to subscribe.'),
      });
    }
    await this.exclusively(async () => {
      const times = this.topics.times(topic);
      if (times > 0 === on) return;
      if (on && !this.topics.hasRoomFor(topic)) throw tooManyTopics();
      if (this.type === 'xsub') for (let i = 0; i < Math.max(1, times); i++) await this.carrier.send([encodeSubscription(topic, on)]);
      else if (on) this.carrier.subscribe?.(topic);
      else this.carrier.unsubscribe?.(topic);
      this.topics.set(topic, on ? 1 : 0);
      this.onChange();
    });
  }

  /** Never waits longer than `holdForSubscriber`; what cannot go out at once is refused. */
  async send({ frames, holdForSubscriber, routingId }: SendParams): Promise<SendOutcome> {
    const held = holdForSubscriber ? await this.subscribed(frames[0] as Uint8Array, holdForSubscriber) : undefined;
    const { outcome } = await this.sendInTurn([frames], routingId);
    return held === false && outcome.outcome !== 'refused'
      ? { ...outcome, message: t('{0} No subscription matched within {1} ms.', outcome.message, holdForSubscriber ?? 0) }
      : outcome;
  }

  /** Whether somebody subscribes to the topic within so many ms; undefined where that cannot be seen. */
  async subscribed(topic: Uint8Array, ms: number): Promise<boolean | undefined> {
    return this.subscribers?.matching(topic, ms);
  }

  /**
   * Sends these messages one after the other, as far as they go out at once: how many did, and what became of the last one that was tried.
   * `waits`: one that finds no room is to be tried again, and no refusal.
   */
  sendInTurn(
    messages: readonly Uint8Array[][],
    routingId?: Uint8Array,
    waits = false,
  ): Promise<{ sent: number; outcome: SendOutcome; hasNoRoom?: true }> {
    return this.exclusively(async () => {
      const { tracker } = this;
      for (let sent = 0; ;) {
        const frames = messages[sent] as Uint8Array[];
        const message = routingId ? [routingId, ...frames] : frames;
        const { peers } = tracker;
        const someoneLeft = tracker.departures > this.departuresAtRequest;
        const refusal = this.forbids(frames, routingId) ?? (await this.trySend(message, peers));
        if (refusal && waits && refusal.facts.errno === 'EAGAIN') return { sent, outcome: refused(refusal), hasNoRoom: true };
        if (refusal) return { sent, outcome: this.refuse(refusal) };
        const record = this.writer.message(this.source, OUT, message, now());
        if (this.type === 'xsub' && this.topics.note(frames)) this.onChange();
        if (++sent < messages.length) continue;
        const subscribers = this.subscribersOf(frames[0] as Uint8Array, peers);
        const audience = { peers, subscribers, options: this.spec.options, someoneLeft, unheard: this.isUnheardPair };
        return { sent, outcome: { ...sentTo(this.type, audience), record } };
      }
    });
  }

  private refuse(refusal: Refusal): SendOutcome {
    this.source.counters.refused++;
    this.record(refusal.facts);
    this.onChange();
    return refused(refusal);
  }

  /** What this type or its state does not allow; nothing has happened then. */
  private forbids(frames: readonly Uint8Array[], routingId: Uint8Array | undefined): Refusal | undefined {
    const { type } = this;
    const { canSend, routingIdToSend, subscribes } = this.traits;
    if (!canSend) return refusal(type, 'receives only', subscribes ? t('Use PUB to publish.') : t('Use PUSH to send to PULL.'));
    if (routingIdToSend && !routingId) return refusal(type, 'routing id missing', t('Take one of those seen in received messages.'));
    if (!routingIdToSend && routingId) return refusal(type, 'routing id unknown to type', t('Leave it out.'));
    if (type === 'stream' && frames.length !== 1) return refusal(type, 'several frames of a stream', t('Put all bytes into one frame.'));
    if (this.spec.options?.conflate && frames.length > 1)
      return refusal(type, 'several frames with conflate', t('Send one frame, or open the socket without conflate.'));
    const turn = this.lockStep?.turn;
    if (turn === 'awaiting reply' && !this.spec.options?.relaxed)
      return refusal(type, 'awaiting reply', t('Wait for it, or reopen the socket with the option relaxed.'));
    if (turn === 'awaiting request') return refusal(type, 'no request', t('It can send after it received one.'));
    return undefined;
  }

  private async trySend(message: Uint8Array[], peers: number): Promise<Refusal | undefined> {
    try {
      await this.carrier.send(message);
    } catch (error) {
      return refusalFrom(
        error,
        this.type,
        peers,
        this.tracker.list.some(({ role }) => role === 'connect'),
        this.type === 'pair' && this.tracker.crowded,
      );
    }
    if (this.lockStep) {
      this.lockStep.sent();
      this.onChange();
    }
    return undefined;
  }

  private subscribersOf(topic: Uint8Array, peers: number): { atLeast: number; atMost: number } | undefined {
    const counted = this.subscribers?.receiving(topic, peers);
    const keepsLost =
      this.spec.options?.immediate === false && this.tracker.departures > 0 && this.tracker.list.some(({ role }) => role === 'connect');
    // With that option a subscription outlives its connection, and libzmq does not tell whose each is.
    return counted && keepsLost ? { atLeast: 0, atMost: Math.min(counted.atMost, peers) } : counted;
  }

  /** A PAIR accepts every connection, and talks to the first one only: whoever connects learns by an answer that it is that one. */
  private get isUnheardPair(): boolean {
    return this.heardAt !== this.tracker.departures && this.tracker.list.some(({ role, peers }) => role === 'connect' && peers > 0);
  }

  /** Whoever sends waits where a peer has no room, or there is none (RFC 28 to 31). */
  private get waitsForRoom(): boolean {
    return this.traits.canSend && !this.traits.topics && !this.traits.routingIdToSend;
  }

  /** Sends what another socket received, with no record of it. Where nobody takes it, it waits for `passTime` at most. */
  async pass(frames: Uint8Array[]): Promise<Passing> {
    return this.exclusively(async () => {
      if (this.carrier.closed) return 'closed';
      try {
        await this.carrier.send(frames);
      } catch (error) {
        const code = codeOf(error);
        if (this.carrier.closed) return 'closed';
        if (code === 'EAGAIN') return this.waitsForRoom ? 'no room' : { cause: 'peer full' };
        if (code === 'EHOSTUNREACH') return { cause: 'no such peer' };
        return { cause: 'other', detail: messageOf(error) };
      }
      if (this.type === 'xsub' && this.topics.note(frames)) this.onChange();
      return 'passed';
    });
  }

  private async receive(libzmq: ZmqSocket): Promise<void> {
    const { lockStep } = this;
    const relay = this.owner?.relay;
    // PUSH and a plain PUB have nothing to receive; a pending receive would only be in the way.
    if (!this.traits.canReceive && !this.subscribers) return;
    try {
      await receiveLoop(libzmq, {
        message: (frames, time) => this.take(frames, time),
        // No proxy has a lock-step socket.
        turn: relay ? () => relay.turn() : lockStep && (() => lockStep.turnToReceive(() => libzmq.closed)),
        settled: () =>
          this.last.then(
            () => {},
            () => {},
          ),
        behind: (seconds) => this.isBehind(seconds),
        failed: (error) => this.receiveFailed(error),
      });
    } catch (error) {
      this.receiveFailed(error);
    }
  }

  private receiveFailed(error: unknown): void {
    if (!this.closing) this.record({ code: 'receiving stopped', detail: messageOf(error) });
  }

  /** Whether its queue was full libzmq does not tell; that it was never empty is known. */
  private isBehind(seconds: number): void {
    this.recordThrottled({ code: this.traits.subscribes ? 'messages may be missing' : 'senders slowed', seconds });
  }

  private take(frames: Buffer[], time: number): void {
    if (this.subscribers && this.subscriptionReceived(this.subscribers, frames)) return;
    const relay = this.owner?.relay;
    if (relay) relay.received(frames, time);
    else {
      this.writer.message(this.source, IN, frames, time);
      const { counters } = this.source;
      this.queue?.received(counters.receivedBytes, counters.received, this.tracker.peers);
    }
    this.heardAt = this.tracker.departures;
    if (this.lockStep) this.departuresAtRequest = this.heardAt;
    if (this.traits.routingIdToSend) {
      if (this.heardPeers.heard(frames[0] as Buffer, frames[1]?.length === 0)) this.onChange();
    } else if (this.traits.delimiterFor.length > 0) this.delimiterSeen = frames[0]?.length === 0;
    if (this.lockStep) {
      this.lockStep.received();
      this.onChange();
    }
  }

  /** A PUB shows subscriptions as events; an XPUB receives them as messages, as it does in a program. */
  private subscriptionReceived(subscribers: Subscribers, frames: Buffer[]): boolean {
    const subscription = subscribers.take(frames);
    if (subscription) {
      if (this.type === 'pub') this.recordThrottled(subscriptionFacts(subscription));
      this.onChange();
    }
    // What else a PUB's peer sends upstream is dropped by a real PUB too.
    return this.type === 'pub';
  }

  /** A ROUTER shakes hands with a peer whose routing id another one has, and never reads what it sends. */
  private tellUnheard(time: number): void {
    if (this.type !== 'router' || this.spec.options?.handover) return;
    const { peers } = this.tracker;
    const heard = this.heardPeers.someOf(peers);
    if (heard === undefined) this.toldUnheard = false;
    else if (!this.toldUnheard && time - this.handshakeAt >= patience.handshake) {
      this.toldUnheard = true;
      this.record({ code: 'peers unheard', peers, heard });
    }
  }

  /**
   * Follows the monitor until libzmq ends it, which is after a closed socket has lingered. libzmq's one I/O thread blocks for
   * ever on a monitor that nobody reads any more, and with it every socket of the process.
   */
  private async observe({ events }: ZmqSocket): Promise<void> {
    let lastYield = now();
    for (;;) {
      let event: ZmqEvent;
      try {
        event = await events.receive();
      } catch (error) {
        if (!this.closing) this.record({ code: 'events unwatched', detail: messageOf(error) });
        return;
      }
      if (event.type === 'end') return;
      this.observed(event);
      // A storm of events would otherwise keep everything else waiting.
      if (now() - lastYield > 4) {
        await new Promise((resolve) => setImmediate(resolve));
        lastYield = now();
      }
    }
  }

  private observed(event: ZmqEvent | ConnectionEvent): void {
    if (this.carrier.closed) return;
    const facts = this.tracker.handle(event, now());
    if (facts?.code === 'handshake') this.handshakeAt = now();
    if (facts) this.recordThrottled(facts);
    this.onChange();
  }

  private record(facts: EventFacts): void {
    this.writer.event(this.source, facts);
    this.owner?.event(facts);
  }

  private recordThrottled(facts: EventFacts): void {
    if (this.throttle.admits(facts, now())) this.record(facts);
  }

  /** Frees all addresses, then closes. */
  async close(): Promise<void> {
    if (this.closing) return;
    this.closing = true;
    this.subscribers?.close();
    await this.exclusively(async () => {
      for (const endpoint of this.tracker.list) {
        if (endpoint.role === 'bind') this.release(endpoint);
      }
      this.carrier.close();
      this.lockStep?.release();
    });
    this.throttle.flush(Infinity);
    this.record({ code: 'closed', type: this.type });
    this.owner?.closed();
  }

  /** Runs operations one after the other: libzmq's sockets refuse a second one with EBUSY. */
  private exclusively<T>(operation: () => Promise<T>): Promise<T> {
    const result = this.last.then(operation, operation);
    this.last = result;
    return result;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
